import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Variant, variants } from "@imagenet-v2/core";
import type { Progress } from "@imagenet-v2/fetch";
import { downloadPath } from "@imagenet-v2/fetch/internal";
import { temporaryFolder } from "@imagenet-v2/fixtures";

/** Bytes that look random and are the same each time, and that begin as a tar does. */
export function archiveBytes(length = 1_000_003, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i + 4 <= length; i += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes.writeUInt32LE(state, i);
  }
  bytes.write("ustar\0", 257);
  return bytes;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A variant whose archive is these bytes. */
export function variantOf(bytes: Buffer): Variant {
  const { topimages } = variants;
  return {
    ...topimages,
    archive: { ...topimages.archive, bytes: bytes.length, sha256: sha256Of(bytes) },
  };
}

/** A data folder and a home that nobody else has, and little patience. */
export function setting(bytes: Buffer) {
  const home = temporaryFolder();
  const dataDir = join(home, "data");
  const variant = variantOf(bytes);
  const path = downloadPath(dataDir, variant);
  const progress: Progress[] = [];
  const options = {
    dataDir,
    env: { HOME: home } as Record<string, string>,
    stallTimeout: 2000,
    retries: 2,
    onProgress: (event: Progress) => void progress.push(event),
  };
  return { home, dataDir, variant, path, progress, options };
}

export function put(path: string, bytes: Uint8Array): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

/** What lies in the folder of a download, in short: `archive`, `INFO`, `part`, `lock`. */
export function lyingAbout(path: string): string[] {
  if (!existsSync(dirname(path))) return [];
  return readdirSync(dirname(path))
    .map((name) => name.replace(basename(path), "archive").replace(/\.part-.*/, ".part"))
    .sort();
}

/** Makes a part as an interrupted run leaves it. */
export function leavePart(path: string, bytes: Uint8Array, state?: object | string, owner = "") {
  const folder = `${path}.part-00c0ffee${owner}`;
  put(join(folder, "data"), bytes);
  const text = typeof state === "object" ? JSON.stringify(state) : state;
  if (text !== undefined) writeFileSync(join(folder, "state.json"), text);
  return folder;
}

export function sameBytes(path: string, bytes: Buffer): boolean {
  return readFileSync(path).equals(bytes);
}
