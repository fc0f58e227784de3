import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Variant } from "@imagenet-v2/core";
import type { Progress } from "@imagenet-v2/fetch";
import { builtPackage } from "@imagenet-v2/fixtures";
import { afterAll, expect, onTestFinished } from "vitest";

const built = pathToFileURL(join(builtPackage("fetch"), "dist/index.js"));

const script = `
import { fetchArchive } from ${JSON.stringify(built.href)};
const { variant, options } = JSON.parse(process.env.FETCH_CHILD);
const tell = (line) => process.stdout.write(JSON.stringify(line) + "\\n");
try {
  const { path } = await fetchArchive(variant, { ...options, onProgress: (progress) => tell({ progress }) });
  tell({ path });
} catch (error) {
  tell({ error: error.toJSON?.() ?? { message: String(error) } });
}
`;

interface Result {
  readonly path?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly errno?: string };
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly process: ChildProcess;
  readonly progress: readonly Progress[];
  readonly result: Promise<Result>;
  /** When a report satisfies this. */
  when(condition: (progress: Progress) => boolean): Promise<void>;
}

/**
 * Runs fetchArchive in a process of its own.
 *
 * @param command words that run before node: `strace`, a shell with limits
 */
export function fetchInChild(
  variant: Variant,
  options: Record<string, unknown>,
  { command = [], ...spawnOptions }: SpawnOptions & { command?: readonly string[] } = {},
): Child {
  const { onProgress: _, ...plain } = options;
  const [program = "", ...args] = [
    ...command,
    process.execPath,
    "--input-type=module",
    "--eval",
    script,
  ];
  const child = spawn(program, args, {
    ...spawnOptions,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      ...spawnOptions.env,
      FETCH_CHILD: JSON.stringify({ variant, options: plain }),
    },
  });
  const inTest = expect.getState().currentTestName !== undefined;
  (inTest ? onTestFinished : afterAll)(() => void child.kill("SIGKILL"));
  const progress: Progress[] = [];
  let end: Omit<Result, "signal"> = {};
  let buffer = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (buffer + text).split("\n");
    buffer = lines.pop() ?? "";
    for (const line of lines) {
      const told = JSON.parse(line);
      if (told.progress === undefined) end = told;
      else progress.push(told.progress);
    }
    child.emit("told");
  });
  const result = new Promise<Result>((resolve) => {
    child.once("close", (_, signal) => resolve({ ...end, signal }));
  });
  const when = (condition: (progress: Progress) => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (progress.some(condition)) resolve();
      };
      child.on("told", check).once("close", () => resolve());
      check();
    });
  return { process: child, progress, result, when };
}
