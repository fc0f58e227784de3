import { Writable } from "node:stream";
import { run, type Terminal } from "@imagenet-v2/cli";

/** What a command printed, and how it ended. */
export interface Result {
  exitCode: number;
  stdout: string;
  stderr: string;
}

interface Surroundings {
  env?: NodeJS.ProcessEnv;
  isTTY?: boolean;
  columns?: number;
  signal?: AbortSignal;
}

/** A runner of commands on a terminal that writes into strings, with an environment of its own. */
export function commandLine(surroundings: Surroundings = {}) {
  return async (...argv: string[]): Promise<Result> => {
    const { env = {}, isTTY = false, columns = 100, signal } = surroundings;
    const stdout = collector();
    const stderr = collector();
    const terminal: Terminal = {
      stdout: Object.assign(stdout.stream, { isTTY, columns }),
      stderr: Object.assign(stderr.stream, { isTTY, columns }),
      env,
      signal: signal ?? new AbortController().signal,
    };
    const exitCode = await run(argv, terminal);
    return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
  };
}

function collector() {
  let text = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream, text: () => text };
}
