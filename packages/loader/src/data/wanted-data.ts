import {
  type DatasetSpec,
  ImageNetV2Error,
  type NameOptions,
  parseName,
  publishedShardLengths,
  resolveName,
  resolveSplit,
  type SplitStructure,
  type Variant,
} from "@imagenet-v2/core";
import { mapSplits, shown } from "@imagenet-v2/core/internal";
import type { DataOptions, OpenDataOptions } from "./open-data.ts";

/** The data that a name and options ask for. */
export interface WantedData extends OpenDataOptions {
  /** The variant that the name means, also where the archive decides. */
  readonly named: Variant | undefined;
  readonly spec: DatasetSpec;
}

/**
 * Reads the variant of a name, and what it passes as `key=value`, into the options.
 *
 * @throws INVALID_NAME, UNKNOWN_DATASET, UNKNOWN_VARIANT, UNKNOWN_VERSION, INVALID_OPTION
 */
export function wantedData(
  name: string | DatasetSpec,
  options: DataOptions,
  { config, version: wantedVersion }: NameOptions = {},
): WantedData {
  if (typeof name !== "string") {
    if (typeof name?.entry === "function") return { ...options, spec: name, named: undefined };
    throw new ImageNetV2Error(
      "INVALID_NAME",
      `A dataset is a name or a DatasetSpec, not ${shown(name)}.`,
      { dataset: shown(name) },
      { hint: 'For example: "imagenet_v2", or classFolders(["cat", "dog"]).' },
    );
  }
  const resolved = resolveName(name, { config, version: wantedVersion });
  const { spec, variant: named, kwargs } = resolved;
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
  const { dataDir, archive, index, keep, partial, download, offline, baseUrl } = options;
  const { downloadConfig, env, signal, onProgress } = options;
  return {
    ...{ spec, named },
    version: resolved.variant && resolved.version,
    variant: isOpen ? undefined : named?.name,
    dataDir: data_dir ?? dataDir,
    ...{ archive, index, keep, partial, download, offline, baseUrl, downloadConfig },
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
  { archive, spec }: Pick<WantedData, "archive" | "spec">,
): void {
  if (archive !== undefined) return;
  const lengths = publishedLengths(spec);
  mapSplits(split ?? spec.split, (each) => resolveSplit(each, { [spec.split]: lengths }));
}

/** The shards of the whole dataset. */
export function publishedLengths({ order, numExamples }: DatasetSpec): readonly number[] {
  if (order === "tfds") return publishedShardLengths;
  return numExamples === undefined ? [] : [numExamples];
}
