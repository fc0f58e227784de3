import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";

/** What one run of one program measured. */
export interface Measurement {
  readonly images: number;
  readonly seconds: number;
  /** Of all threads, where the program tells. */
  readonly cpuSeconds?: number | undefined;
  /** Of them by the main thread, which takes the batches. */
  readonly mainThreadSeconds?: number | undefined;
  readonly peakMegabytes?: number | undefined;
}

/** Something that can be measured again and again. */
export interface Contender {
  readonly name: string;
  measure(): Promise<Measurement>;
}

/** Runs a program that prints its measurement, or what else it found, as its last line. */
export async function runProgram<T = Measurement>(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<T> {
  const { stdout } = await promisify(execFile)(program, args, {
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

/** From before a program is started until its first word is heard. */
export async function untilFirstWord(
  program: string,
  args: readonly string[],
): Promise<Measurement> {
  const begun = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  let seconds: number | undefined;
  child.stdout.once("data", () => {
    seconds = (performance.now() - begun) / 1000;
  });
  await closed;
  if (seconds === undefined) throw new Error(`${program} ${args[0]} said nothing.`);
  return { images: 1, seconds };
}
