import type { DatasetInfo, DatasetSpec } from "@imagenet-v2/core";
import type { Exact } from "@imagenet-v2/core/internal";
import { parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { type DataOptions, dataShape, openData } from "./data/open-data.ts";
import { checkSplits, wantedData } from "./data/wanted-data.ts";
import {
  asDataset,
  type DatasetOptions,
  type DatasetsFor,
  datasetShape,
} from "./dataset/as-dataset.ts";
import { infoOf } from "./dataset/info.ts";
import type { Option } from "./dataset/reading.ts";

export interface LoadOptions extends DatasetOptions, DataOptions {
  /** Gives `[dataset, info]`. The same is in `dataset.info`. @default false */
  readonly withInfo?: boolean | undefined;
}

/** What {@link load} gives with these options. */
export type Loaded<O> =
  Option<O, "withInfo"> extends true ? [DatasetsFor<O>, DatasetInfo] : DatasetsFor<O>;

const loadOptions = z.strictObject({
  ...datasetShape,
  ...dataShape,
  withInfo: z.boolean().default(false),
});

/**
 * ImageNetV2, ready to be iterated: TFDS's `tfds.load`. Data that is not on this machine is downloaded
 * and verified first; what is there is read in place.
 *
 * @param name `imagenet_v2`, with a variant (`imagenet_v2/topimages`) and a version as in TFDS. Without
 * a variant it is `matched-frequency`, or whichever the `archive` is. `imagenet2012` is ImageNet's
 * validation set, and a spec such as `classFolders(classes)` a dataset of one's own; both need `archive`
 *
 * @example
 * const dataset = await load("imagenet_v2/matched-frequency", { split: "test[:10%]" });
 * for await (const { image, label, file_name } of dataset.take(4)) {
 *   image.shape; //=> [375, 500, 3]
 * }
 *
 * @throws INVALID_NAME, UNKNOWN_DATASET, UNKNOWN_VARIANT, UNKNOWN_VERSION, INVALID_SPLIT,
 * UNKNOWN_SPLIT, INVALID_OPTION before anything is read; whatever fetching and opening the data throws
 */
export async function load<const O extends LoadOptions = object>(
  name: string | DatasetSpec,
  options?: O & Exact<O, LoadOptions, "readConfig" | "downloadConfig">,
): Promise<Loaded<O>> {
  const parsed = parseOptions(loadOptions, (options ?? {}) as LoadOptions, "load");
  const wanted = wantedData(name, parsed);
  checkSplits(parsed.split, wanted);
  const store = await openData(wanted);
  try {
    const info = infoOf(store);
    const datasets = await asDataset(store, info, parsed);
    // One batch of everything is read by now, and holds no file.
    if (parsed.batchSize === -1) await store.close();
    return (parsed.withInfo ? [datasets, info] : datasets) as Loaded<O>;
  } catch (error) {
    await store.close();
    throw error;
  }
}
