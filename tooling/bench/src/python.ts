import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The path of one of our Python programs. */
export function pythonProgram(name: string): string {
  return fileURLToPath(new URL(`../python/${name}`, import.meta.url));
}

/**
 * A Python with PyTorch and Pillow: a venv in `IMAGENET_V2_BENCH_DIR`, else in `imagenet-v2-bench` in the
 * user's cache folder, made once.
 *
 * @throws where it cannot be made
 */
export async function torchPython(): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = process.env.IMAGENET_V2_BENCH_DIR || join(cache, "imagenet-v2-bench");
  const python = join(folder, "venv", "bin", "python");
  const requirements = pythonProgram("requirements.txt");
  // Written when all is installed: what was asked for then.
  const ready = join(folder, "ready.txt");
  const wanted = await readFile(requirements, "utf8");
  if (existsSync(ready) && (await readFile(ready, "utf8")) === wanted) return python;
  console.error(`Making a Python environment in ${folder} (6 GB, once) …`);
  await mkdir(folder, { recursive: true });
  const run = promisify(execFile);
  await run("python3", ["-m", "venv", join(folder, "venv")]);
  await run(python, ["-m", "pip", "install", "--quiet", "--requirement", requirements]);
  await writeFile(ready, wanted);
  return python;
}
