import { basename, relative } from "node:path";
import { imageNet2012, imageNetV2 } from "@imagenet-v2/core";
import { dataFolders } from "@imagenet-v2/fetch";
import type { StoreInfo } from "@imagenet-v2/stores";
import type { OpeningDocument } from "./documents.ts";

/**
 * What opens the same data again. By name alone only what is known to be the published archive and is
 * found by its name: of anything else the numbers of images mean something else.
 *
 * @param paths whether the way to the data may be told, or its own name only
 * @returns `undefined` for data that no name opens: in memory, of several folders, of a store of one's own, or of classes of one's own
 */
export function openingOf(
  { kind, path, variant, provenance, dataset }: StoreInfo,
  paths: boolean,
): OpeningDocument | undefined {
  const { name: of, split } = dataset ?? imageNetV2;
  const name = variant === undefined ? of : `${of}/${variant}`;
  if (provenance === "published" && (!paths || isFoundByName(path))) return { name, split };
  if (kind === "memory" || kind === "joined" || kind === "custom") return undefined;
  if (of !== imageNetV2.name && of !== imageNet2012.name) return undefined;
  const partial = provenance !== "published" && provenance !== "complete";
  return { name, split, archive: paths ? path : basename(path), whole: paths, partial };
}

function isFoundByName(path: string): boolean {
  return dataFolders().some((folder) => {
    const way = relative(folder.path, path);
    return way !== "" && !way.startsWith("..") && way !== path;
  });
}
