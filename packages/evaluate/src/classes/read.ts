import { findClass, ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { readGiven } from "#platform";
import { textOf } from "../files/bytes.ts";
import { checkFile, nameOf } from "../files/given-file.ts";

/**
 * Reads a list of classes, one a line: index, WordNet id or name. What follows an id is left alone, so
 * the lists in the READMEs of ImageNet-A and ImageNet-R (`n01498041 stingray`) do as they are. Empty
 * lines and lines that begin with `#` are passed over.
 *
 * @param file its path, or a `Blob` or `File`, which is all that a page has
 * @returns their WordNet ids, in the order of the file: known in every dataset, where an index is not
 * @throws UNKNOWN_CLASS naming the line; FILE_TOO_LARGE for more than 1 MiB; NOT_FOUND, NOT_A_FILE, IO
 */
export async function readClasses(
  file: string | Blob,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string[]> {
  const hint = "A list of classes has one a line.";
  checkFile(file, "readClasses");
  const path = nameOf(file);
  const bytes = await readGiven(file, { limit: 2 ** 20, hint, signal });
  const lines = textOf(bytes)
    .replace(/^\uFEFF/, "")
    .split("\n");
  return lines.flatMap((line, i) => {
    const query = line.trim();
    if (query === "" || query.startsWith("#")) return [];
    const [wnid] = /^n\d{8}\b/.exec(query) ?? [];
    try {
      return findClass(wnid ?? query).wnid;
    } catch (cause) {
      if (!isImageNetV2Error(cause, "UNKNOWN_CLASS")) throw cause;
      throw new ImageNetV2Error(
        "UNKNOWN_CLASS",
        `${path}, line ${i + 1}: ${cause.message}`,
        { query },
        { hint: cause.hint, cause },
      );
    }
  });
}
