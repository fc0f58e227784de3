import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What one run of one program measured. */
export interface Measurement {
  readonly images: number;
  readonly seconds: number;
  /** Of all threads, where the program tells. */
  readonly cpuSeconds?: number | undefined;
  readonly peakMegabytes?: number | undefined;
}

/** Something that can be measured again and again. */
export interface Contender {
  readonly name: string;
  measure(): Promise<Measurement>;
}

/** Runs a program that prints its measurement as its last line. */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Measurement> {
  const { stdout } = await promisify(execFile)(program, args, {
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}
