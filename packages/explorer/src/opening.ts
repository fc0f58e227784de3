import { imageNet2012, imageNetV2 } from "@imagenet-v2/core";
import { catalogue } from "@imagenet-v2/core/internal";
import type { StoreInfo } from "@imagenet-v2/stores";
import { baseName, isFoundByName } from "#platform";
import type { OpeningDocument } from "./documents.ts";

/**
 * What opens the same data again. By name alone only what is known to be the published archive and is
 * found by its name: of anything else the numbers of images mean something else.
 *
 * @param paths whether the way to the data may be told, or its own name only
 * @returns `undefined` for data that no call of `load` opens: in memory, of several folders, of a store or
 *   a spec of one's own
 */
export function openingOf(info: StoreInfo, paths: boolean): OpeningDocument | undefined {
  const { kind, path, variant, provenance, dataset } = info;
  const { name: datasetName, split, classFolders } = dataset ?? imageNetV2;
  const name = variant === undefined ? datasetName : `${catalogue.name}/${variant}`;
  if (variant !== undefined && provenance === "published" && (!paths || isFoundByName(path))) {
    return { name, split };
  }
  if (kind === "memory" || kind === "joined" || kind === "custom") return undefined;
  if (provenance === "sample") return { name, split, sample: true, partial: true };
  // Class folders of one's own are welcome whatever they hold.
  const isWhole =
    provenance === "published" || provenance === "complete" || classFolders !== undefined;
  const at = { split, archive: paths ? path : baseName(path), whole: paths, partial: !isWhole };
  if (classFolders !== undefined) return { list: classFolders.list, ...at };
  return name === imageNet2012.name || dataset === undefined ? { name, ...at } : undefined;
}
