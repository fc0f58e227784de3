import { ImageNetV2Error } from "@imagenet-v2/core";
import { parseHeader } from "./tar-header.ts";

/** How many bytes of a name a header has room for; where there are so many, there may be more. */
const ROOM = 99;

/**
 * Makes sure that a member lies where an index says that travelled: the header in front of it has its size
 * and its name, as far as a header holds names. Else another image would be read in silence.
 *
 * @param archive what it is called in messages
 * @throws DATA_CHANGED
 */
export function checkMember(
  archive: string,
  header: Uint8Array,
  { fileName, size }: { readonly fileName: string; readonly size: number },
): void {
  const found = parseHeader(header);
  const baseName = fileName.slice(fileName.lastIndexOf("/") + 1);
  const isNamed = found?.name.endsWith(`/${baseName}`);
  // Of a longer name a header holds the beginning, or a placeholder.
  const isElsewhere = found !== undefined && (found.name.length >= ROOM || !isImage(found.name));
  if (found?.size === size && found.typeflag === "0" && (isNamed || isElsewhere)) return;
  throw new ImageNetV2Error(
    "DATA_CHANGED",
    `${archive}: ${fileName} is not where the index says.`,
    { path: archive },
    { hint: "The index was made of another archive: make it again (imagenet-v2 index)." },
  );
}

function isImage(name: string): boolean {
  return /\.jpe?g$/i.test(name);
}
