import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { builtPackage } from "@imagenet-v2/fixtures";

const program = join(builtPackage("imagenet-v2"), "bin/imagenet-v2.js");

/** Runs the command line in a process of its own; what it printed. */
export function commandLine(dataDir: string) {
  const env = { ...process.env, HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir };
  return async (...argv: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...argv], {
      env,
      maxBuffer: 2 ** 26,
    });
    return stdout;
  };
}
