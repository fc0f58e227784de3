import { join } from "node:path";
import { ImageNetV2Error, type VariantName, type Version } from "@imagenet-v2/core";
import { catalogue } from "@imagenet-v2/core/internal";
import type { DataFolderOptions } from "@imagenet-v2/fetch";
import { dataFolders } from "@imagenet-v2/fetch/internal";
import { isPrepared } from "@imagenet-v2/stores/internal";

/**
 * The folder in which a version of a variant lies prepared, in any of the data folders.
 *
 * @throws INVALID_OPTION if there are several, and none of the data folders was asked for
 */
export async function findPrepared(
  variant: VariantName,
  version: Version,
  options: DataFolderOptions,
): Promise<string | undefined> {
  const found = await preparedFolders(variant, version, options);
  if (found.length > 1 && options.dataDir === undefined) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `imagenet_v2/${variant} is detected in multiple locations: ${found.join(", ")}.`,
      { option: "dataDir" },
      { hint: "Say which with `dataDir`." },
    );
  }
  return found[0];
}

/** All folders in which a version of a variant lies prepared. */
export async function preparedFolders(
  variant: VariantName,
  version: Version,
  options: DataFolderOptions = {},
): Promise<string[]> {
  const paths = dataFolders(options).map(({ path }) => preparedPath(path, variant, version));
  const there = await Promise.all(paths.map(isPrepared));
  return paths.filter((_, i) => there[i]);
}

/** Where TFDS prepares a version of a variant. */
export function preparedPath(dataDir: string, variant: VariantName, version: Version): string {
  return join(dataDir, catalogue.name, variant, version);
}
