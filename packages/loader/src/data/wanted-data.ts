import {
  ImageNetV2Error,
  mapSplits,
  type NameOptions,
  parseName,
  publishedShardLengths,
  resolveSplit,
  type SplitStructure,
  shown,
  type Variant,
  type Version,
} from "@imagenet-v2/core";
import { resolveVariant } from "@imagenet-v2/core/internal";
import type { DataOptions, OpenDataOptions } from "./open-data.ts";

/** The data that a name and options ask for. */
export interface WantedData extends OpenDataOptions {
  /** The variant that the name means, also where the archive decides. */
  readonly named: Variant;
  readonly version: Version;
}

/**
 * Reads the variant of a name, and what it passes as `key=value`, into the options.
 *
 * @throws INVALID_NAME, UNKNOWN_DATASET, UNKNOWN_VARIANT, UNKNOWN_VERSION, INVALID_OPTION
 */
export function wantedData(
  name: string,
  options: DataOptions,
  { config, version: wantedVersion }: NameOptions = {},
): WantedData {
  const { variant, version, kwargs } = resolveVariant(name, "load", {
    config,
    version: wantedVersion,
  });
  const { data_dir, ...unknown } = kwargs;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined || (data_dir !== undefined && options.dataDir !== undefined)) {
    const what =
      stranger === undefined ? "data_dir is given twice" : `${shown(stranger)} is unknown`;
    throw new ImageNetV2Error("INVALID_OPTION", `The name ${shown(name)}: ${what}.`, {
      option: stranger ?? "dataDir",
    });
  }
  const isOpen =
    options.archive !== undefined && config === undefined && parseName(name).config === undefined;
  const { dataDir, archive, index, partial, download, offline, baseUrl } = options;
  const { downloadConfig, env, signal, onProgress } = options;
  return {
    named: variant,
    version,
    variant: isOpen ? undefined : variant.name,
    dataDir: data_dir ?? dataDir,
    ...{ archive, index, partial, download, offline, baseUrl, downloadConfig },
    ...{ env, signal, onProgress },
  };
}

/**
 * Refuses splits that cannot be before 1.2 GB are fetched for them: what is downloaded, or was once, has
 * the published shards.
 *
 * @throws INVALID_SPLIT, UNKNOWN_SPLIT
 */
export function checkSplits(
  split: SplitStructure | undefined,
  { archive }: Pick<WantedData, "archive">,
): void {
  if (archive !== undefined) return;
  mapSplits(split, (spec) => resolveSplit(spec, { test: publishedShardLengths }));
}
