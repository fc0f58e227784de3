import { basename, relative } from "node:path";
import { catalogue } from "@imagenet-v2/core";
import { dataFolders } from "@imagenet-v2/fetch";
import type { StoreInfo } from "@imagenet-v2/stores";
import type { OpeningDocument } from "./documents.ts";

/**
 * What opens the same data again. By name alone only what is known to be the published archive and is
 * found by its name: of anything else the numbers of images mean something else.
 *
 * @param paths whether the way to the data may be told, or its own name only
 * @returns `undefined` for data that no call of `load` opens: in memory, of several folders, or of a store of one's own
 */
export function openingOf(
  { kind, path, variant, provenance }: StoreInfo,
  paths: boolean,
): OpeningDocument | undefined {
  const name = variant === undefined ? catalogue.name : `${catalogue.name}/${variant}`;
  if (provenance === "published" && (!paths || isFoundByName(path))) return { name };
  if (kind === "memory" || kind === "joined" || kind === "custom") return undefined;
  const partial = provenance === "partial" || provenance === "custom";
  return { name, archive: paths ? path : basename(path), whole: paths, partial };
}

function isFoundByName(path: string): boolean {
  return dataFolders().some((folder) => {
    const way = relative(folder.path, path);
    return way !== "" && !way.startsWith("..") && way !== path;
  });
}
