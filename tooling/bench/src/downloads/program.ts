import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { command } from "../command.ts";
import type { ServedFile } from "./stand-in.ts";

/**
 * Runs in the program, and tells the most memory it had when it ends, where Linux tells it. Not by
 * resourceUsage(), which counts what the parent had when it forked.
 */
const tellMemory = `
  import { readFileSync, writeSync } from "node:fs";
  process.on("exit", () => writeSync(3, readFileSync("/proc/self/status")));`;

/** Starts `imagenet-v2 download` of a file into a data folder. Its pipe 3 tells its memory. */
export function startDownload(
  { bytes, sha256, server }: ServedFile,
  dataDir: string,
  ...options: string[]
): ChildProcess {
  const preload = `data:text/javascript,${encodeURIComponent(tellMemory)}`;
  const file = ["--url", `${server.url}/archive.tar`, "--sha256", sha256];
  const how = ["--bytes", String(bytes.length), "--no-progress", "--data-dir", dataDir];
  return spawn(
    process.execPath,
    ["--import", preload, command, "download", ...file, ...how, ...options],
    { stdio: ["ignore", "pipe", "pipe", "pipe"] },
  );
}

/** Runs work with a folder that is removed afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "imagenet-v2-downloads-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws unless the file is right, and lies alone in its folder: no part, no lock, no second copy */
export async function requireRight(path: string, { sha256 }: ServedFile): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(chunk);
  if (hash.digest("hex") !== sha256) throw new Error(`${path}: wrong bytes`);
  const files = await readdir(dirname(path));
  if (files.length !== 1) throw new Error(`left over: ${files.join(", ")}`);
}
