import { bytesToHex, digest, sha256 } from "@imagenet-v2/core/internal";
import type { ByteSource } from "@imagenet-v2/storage";
import { isFree } from "@imagenet-v2/storage/internal";
import type { OriginFiles } from "@imagenet-v2/storage/opfs";
import { keptPath } from "./kept-archive.ts";

const folder = "archives";
/** How many pieces of a file are looked at to know it again, and how many bytes each has. */
const [PIECES, PIECE] = [8, 4096];

/**
 * Where the copy of a picked file lies: for each name, size and time one place, and for some pieces of its bytes, as
 * files are restored with the times that they had.
 */
export async function copyPath(
  blob: Blob,
  source: ByteSource,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { name, lastModified } = blob as Partial<File>;
  const room = Math.max(0, source.size - PIECE);
  const pieces = await Promise.all(
    Array.from({ length: PIECES }, (_, i) => {
      const at = Math.floor((i * room) / (PIECES - 1));
      return source.read(at, Math.min(PIECE, source.size), { signal });
    }),
  );
  const hash = sha256.create();
  for (const piece of pieces) hash.update(piece);
  const facts = [name, source.size, lastModified, bytesToHex(hash.digest())];
  return `${folder}/${digest(JSON.stringify(facts)).slice(0, 32)}.tar`;
}

/** What the turn is called, in which one tab or worker at a time makes the copy at a path. */
export function turnOf(path: string): string {
  return `imagenet-v2 ${path}`;
}

/** Removes what was left of copies when a tab was closed or killed, unless somebody is at it, but for one. */
export async function removeLeftovers(files: OriginFiles, but: string): Promise<void> {
  const known = new Set((await files.list("index")).map(({ name }) => `index/${name}`));
  for (const { name } of await files.list(folder)) {
    const path = `${folder}/${name.replace(/\.part$/, "")}`;
    if (path === but || (!name.endsWith(".part") && known.has(keptPath(path)))) continue;
    if (await isFree(turnOf(path))) await files.remove(`${folder}/${name}`).catch(() => {});
  }
}
