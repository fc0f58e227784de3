import { createHash } from "node:crypto";
import { join } from "node:path";
import { readSmallFile, writeFileAtomic } from "@imagenet-v2/fetch";

/**
 * The value that was made once under this name; else makes it. It is kept with its own checksum, and a
 * file that does not fit is made anew. Where nothing can be written, it is not kept.
 *
 * @param folder where it is kept; without it, nowhere
 */
export async function keep<T>(
  folder: string | undefined,
  name: string,
  make: () => Promise<T>,
): Promise<T> {
  if (folder === undefined) return make();
  const path = join(folder, `${name}.json`);
  const kept = await read<T>(path);
  if (kept !== undefined) return kept;
  const value = await make();
  const text = JSON.stringify(value);
  await writeFileAtomic(path, `${sha1(text)}\n${text}`).catch(() => {});
  return value;
}

/** Ten times as many as the measures of a variant's images take. */
const mostBytes = 64 * 2 ** 20;

async function read<T>(path: string): Promise<T | undefined> {
  const file = await readSmallFile(path, { limit: mostBytes }).then(String, () => "");
  const [checksum, text] = [file.slice(0, 40), file.slice(41)];
  return checksum === sha1(text) ? (JSON.parse(text) as T) : undefined;
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
