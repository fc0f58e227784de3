import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Material } from "./material.ts";
import { type Contender, runProgram } from "./measurement.ts";

/** Threads of C that only decode, or why there are none. */
export type Baseline =
  | { readonly threads: (count: number) => Contender; readonly missing?: undefined }
  | { readonly threads?: undefined; readonly missing: string };

/** Builds c/decode.c against the libjpeg that is installed; `CC` names the compiler. */
export async function cBaseline({ folder, workshop }: Material): Promise<Baseline> {
  const source = fileURLToPath(new URL("../c/decode.c", import.meta.url));
  const program = join(workshop, "decode");
  try {
    const compiler = process.env.CC || "cc";
    await promisify(execFile)(compiler, ["-O2", "-o", program, source, "-ljpeg", "-lpthread"]);
  } catch (error) {
    return { missing: (error as Error).message.split("\n").slice(0, 2).join(" ") };
  }
  return {
    threads: (count) => ({
      name: `C libjpeg, ${count} ${count === 1 ? "thread" : "threads"}, decoding only`,
      measure: () => runProgram(program, [folder, String(count)]),
    }),
  };
}
