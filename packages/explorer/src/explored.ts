import { kindOf } from "@imagenet-v2/core/internal";
import type { ModelPredictions } from "@imagenet-v2/evaluate";
import { dataFolder } from "@imagenet-v2/fetch";
import type { Dataset } from "@imagenet-v2/loader";
import * as z from "zod";
import { pageFolder } from "./built.ts";
import { type Contents, type ContentsOptions, contentsOf } from "./contents.ts";
import type { Box, PredictionsDocument } from "./documents.ts";
import { Job } from "./job.ts";
import { fitting, mostModels, predictionsDocument } from "./predictions.ts";
import { type Studies, studiesOf } from "./statistics/studies.ts";

/** What is looked at. Any selection will do: `load(…)`, `dataset.where({ label: "tench" })`. */
export type ExploredDataset = Pick<Dataset<unknown>, "store" | "info" | "records">;

/** What there is to see, on a server or in an export. */
export interface ExploredOptions {
  readonly dataset: ExploredDataset;
  /** Published boxes by base name, see `parseBoxes`. */
  readonly boxes?: ReadonlyMap<string, readonly Box[]> | undefined;
  /** What models said, at most eight; see `readPredictions` of `@imagenet-v2/evaluate`. */
  readonly predictions?: readonly ModelPredictions[] | undefined;
  /** Its `index` folder keeps what looking at every image found out. @default dataFolder() */
  readonly dataDir?: string | undefined;
}

/** The options by name, for those who take more than these. */
export const exploredShape = {
  dataset: z.custom<ExploredDataset>(
    (value) => typeof (value as Partial<ExploredDataset> | null)?.records === "function",
    "must be a Dataset",
  ),
  boxes: z
    .custom<ReadonlyMap<string, readonly Box[]>>(
      (value) => kindOf(value) === "Map",
      "must be a Map",
    )
    .optional(),
  predictions: z
    .array(z.custom<ModelPredictions>())
    .max(mostModels, `at most ${mostModels} models`)
    .readonly()
    .default([]),
  dataDir: z.string().optional(),
};

export interface Explored {
  readonly contents: Contents;
  readonly predictions: Job<PredictionsDocument>;
  readonly studies: Studies;
}

/**
 * @throws INVALID_OPTION for predictions about other images or classes, or by another label; UNSUPPORTED
 *   without the page
 */
export function explored(
  { dataset, boxes, predictions = [], dataDir }: ExploredOptions,
  {
    signal,
    originals,
    paths,
  }: Pick<ContentsOptions, "originals" | "paths"> & { signal: AbortSignal },
): Explored {
  pageFolder(); // nothing is begun without it
  const models = predictions.map(({ name }) => name);
  const contents = contentsOf(dataset, { boxes, models, originals, paths });
  const contestants = fitting(contents, dataset.info.classes, predictions);
  return {
    contents,
    predictions: new Job(() => predictionsDocument(contestants, contents.index.fileName)),
    studies: studiesOf(contents, { signal, dataDir: dataFolder({ dataDir }) }),
  };
}
