import { createHash } from "node:crypto";
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
  const [checksum, json = ""] = text.split("\n", 2);
  return checksum === sha256(json) ? JSON.parse(json) : undefined;
}

/**
 * Keeps a value as its JSON behind the SHA-256 of that, so that a damaged file is known.
 *
 * @throws DISK_FULL, IO
 */
export async function writeCheckedJson(path: string, value: unknown): Promise<void> {
  const json = JSON.stringify(value);
  await writeFileAtomic(path, `${sha256(json)}\n${json}\n`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
