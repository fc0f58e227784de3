import { createHash } from "node:crypto";
import { checkedText, valueOfChecked } from "./checked-text.ts";
import { writeFileAtomic } from "./publish.ts";
import { readSmallFile } from "./read-file.ts";

/**
 * What {@link writeCheckedJson} wrote. `undefined` if there is nothing, or it is not whole: such a file
 * holds what can be found again, so nothing about it is an error.
 *
 * @param limit the most bytes the file may have
 */
export async function readCheckedJson(
  path: string,
  { limit }: { readonly limit: number },
): Promise<unknown> {
  const text = await readSmallFile(path, { limit }).then(String, () => "");
  return valueOfChecked(text, sha256);
}

/**
 * Keeps a value as its JSON behind the SHA-256 of that, so that a damaged file is known.
 *
 * @throws DISK_FULL, IO
 */
export async function writeCheckedJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, checkedText(value, sha256));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
