import { lstat, readdir } from "node:fs/promises";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { ioError, isErrno } from "@imagenet-v2/storage/internal/node";
import { foreignIn, markerName } from "./marker.ts";

/** How many names a message lists. */
const few = 5;

/**
 * Makes sure that an export may be put at a path: there is nothing, an empty folder, or, with `overwrite`,
 * an export that holds nothing but what it wrote.
 *
 * @throws INVALID_OPTION; IO
 */
export async function requireReplaceable(folder: string, overwrite: boolean): Promise<void> {
  const refusal = (is: string, hint: string) =>
    new ImageNetV2Error("INVALID_OPTION", `${folder}: ${is}.`, { option: "folder" }, { hint });
  try {
    const found = await lstat(folder);
    if (found.isSymbolicLink()) {
      throw refusal("this is a symbolic link", "Give the path of the folder itself.");
    }
    if ((await readdir(folder)).length === 0) return;
    const foreign = await foreignIn(folder);
    if (foreign === undefined) {
      throw refusal(
        "this is not an export of the explorer, so it is not replaced",
        `Choose another folder. Exports are known by their ${markerName}; one of an earlier version has none: remove it yourself.`,
      );
    }
    if (foreign.length > 0) {
      const more = foreign.length > few ? `, and ${foreign.length - few} more` : "";
      throw refusal(
        `this export holds what was added or changed since: ${foreign.slice(0, few).join(", ")}${more}`,
        "Move that elsewhere, or choose another folder.",
      );
    }
    if (!overwrite) {
      throw refusal(
        "there is an export already",
        "`overwrite: true` replaces the export that is there.",
      );
    }
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw ioError(error, folder);
  }
}
