import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { builtPackage } from "@imagenet-v2/fixtures";

/** Runs a program that has the built package at hand. */
export async function run(program: string, ...args: string[]) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", program, ...args],
    { cwd: builtPackage("loader"), timeout: 50_000 },
  );
  return stdout.trim();
}

/** How such a program opens the archive whose path it is given. */
export const opening = `
  import { datasetOf } from "@imagenet-v2/loader";
  import { ArchiveStore } from "@imagenet-v2/stores";
  import { setTimeout } from "node:timers/promises";
  const [path] = process.argv.slice(1);
  const store = await ArchiveStore.open(path, { partial: true, dataDir: path + ".data" });
  const dataset = datasetOf(store);
`;
