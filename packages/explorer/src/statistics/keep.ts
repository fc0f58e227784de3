import { join } from "node:path";
import { readCheckedJson, writeCheckedJson } from "@imagenet-v2/storage/node";

/** Ten times as many as the measures of a variant's images take. */
const mostBytes = 64 * 2 ** 20;

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
  const kept = await readCheckedJson(path, { limit: mostBytes });
  if (kept !== undefined) return kept as T;
  const value = await make();
  await writeCheckedJson(path, value).catch(() => {});
  return value;
}
