import { acceptUnderscores } from "./common-options.ts";
import { exitCodes } from "./exit-codes.ts";
import { createProgram } from "./program.ts";
import { Interrupted, reportError } from "./report-error.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Runs one command.
 *
 * @param argv what follows the program's name
 * @returns the exit code; what went wrong has been said on `terminal.stderr`
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const args = acceptUnderscores(argv);
  try {
    const program = createProgram(terminal);
    if (args.length === 0) {
      program.outputHelp();
      return exitCodes.ok;
    }
    await program.parseAsync(args, { from: "user" });
    return exitCodes.ok;
  } catch (error) {
    const flags = { json: args.includes("--json"), debug: args.includes("--debug") };
    const { exitCode, text } = reportError(error, flags);
    if (text !== "") terminal.stderr.write(text);
    return exitCode;
  }
}

/** The process's own command: its arguments, streams and signals, and its exit code. */
export async function main(): Promise<void> {
  const interrupt = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    const interrupted = new Interrupted(name);
    process.on(name, () => {
      // The second time the user means it.
      if (interrupt.signal.aborted) process.exit(interrupted.exitCode);
      interrupt.abort(interrupted);
    });
  }
  const { stdout, stderr, env } = process;
  // `imagenet-v2 list | head`: the reader has had enough.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exitCodes.ok);
  });
  process.exitCode = await run(process.argv.slice(2), {
    stdout,
    stderr,
    env,
    signal: interrupt.signal,
  });
}
