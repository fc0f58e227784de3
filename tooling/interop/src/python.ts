import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const scripts = fileURLToPath(new URL("../python/", import.meta.url));

/** A Python interpreter that has what `python/requirements.txt` asks for, or why there is none. */
export type PythonEnvironment =
  | { readonly python: string; readonly missing?: undefined }
  | { readonly python?: undefined; readonly missing: string };

/** What an environment is for: a folder of its own, its requirements and what proves that it works. */
const environments = {
  interop: { folder: "", requirements: "requirements.txt", module: "tensorflow_datasets", size: 2 },
  models: {
    folder: "models",
    requirements: "models.txt",
    module: "timm, transformers, onnx",
    size: 6,
  },
} as const;

/**
 * Makes an environment, or finds the one made before: a venv of 2 GB (6 GB for `models`) in
 * `IMAGENET_V2_INTEROP_DIR`, else in `imagenet-v2-interop` in the user's cache folder.
 * `IMAGENET_V2_INTEROP_PYTHON` is the Python to make it with (default: `python3`).
 */
export async function pythonEnvironment(
  name: keyof typeof environments = "interop",
  env = process.env,
): Promise<PythonEnvironment> {
  const { folder: inside, requirements: list, module, size } = environments[name];
  const cache = env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(env.IMAGENET_V2_INTEROP_DIR || join(cache, "imagenet-v2-interop"), inside);
  const python = join(
    folder,
    "venv",
    process.platform === "win32" ? "Scripts/python.exe" : "bin/python",
  );
  const requirements = join(scripts, list);
  // Written when all is installed: what was asked for then.
  const ready = join(folder, "ready.txt");
  const wanted = await readFile(requirements, "utf8");
  if (existsSync(ready) && (await readFile(ready, "utf8")) === wanted) return { python };

  console.error(`Making a Python environment in ${folder} (${size} GB, once) …`);
  try {
    await mkdir(folder, { recursive: true });
    const install = ["-m", "pip", "install", "--quiet", "--requirement", requirements];
    // What is there is kept, and completed: a venv made again with another Python would not start.
    await run(python, install).catch(async () => {
      const venv = ["-m", "venv", "--clear", join(folder, "venv")];
      await run(env.IMAGENET_V2_INTEROP_PYTHON || "python3", venv);
      await run(python, install);
    });
    await run(python, ["-c", `import ${module}`]);
    await writeFile(ready, wanted);
    return { python };
  } catch (error) {
    return { missing: `no Python environment: ${lastLine((error as Error).message)}` };
  }
}

async function run(command: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(command, args, { maxBuffer: 2 ** 28 });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

/**
 * Runs a script of `python/` and gives the JSON on the last line of its output.
 *
 * @throws with the script's last words on stderr if it fails
 */
export async function runPython(
  { python }: PythonEnvironment,
  script: string,
  args: readonly string[],
): Promise<unknown> {
  if (python === undefined) throw new Error("There is no Python environment.");
  const child = spawn(python, [join(scripts, script), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    // Nothing of the user's own data, and no word but errors.
    env: { ...process.env, TFDS_DATA_DIR: "", TF_CPP_MIN_LOG_LEVEL: "3", CUDA_VISIBLE_DEVICES: "" },
  });
  const [output, errors, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.on("close", resolve).on("error", reject)),
  ]);
  if (status !== 0) throw new Error(`${script} failed (${status}):\n${errors.slice(-4000)}`);
  return JSON.parse(lastLine(output));
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
