import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import type { Preprocessing } from "@imagenet-v2/decode";
import type {
  BatchesOptions,
  CacheProgress,
  Dataset,
  Example,
  TensorBatch,
} from "@imagenet-v2/loader";
import { orAbort } from "@imagenet-v2/storage/internal";
import type { Answering } from "../classes/answers.ts";
import type { Predict } from "./model.ts";
import { rowsOf } from "./outputs.ts";
import type { Row } from "./reading.ts";
import type { Said } from "./run-job.ts";

interface Reading {
  readonly preprocessing: Preprocessing;
  readonly workers: number | undefined;
  readonly worker: BatchesOptions["worker"];
  readonly cache: string | undefined;
  readonly signal: AbortSignal | undefined;
}

interface Asking extends Reading {
  readonly predict: Predict;
  readonly batchSize: number;
  readonly reuse: boolean;
  /** What the model may answer with. */
  readonly answering: Answering;
}

/** Decodes all images into the cache, unless they are there: for all shards, and for the next model. */
export async function fillCache(
  images: Dataset<Example>,
  { preprocessing, cache, workers, worker, signal }: Reading,
  onProgress: ((progress: CacheProgress) => void) | undefined,
): Promise<void> {
  if (cache === undefined) return;
  // Whoever has a dataset has loaded it; who reads predictions does not need it.
  const { cacheTensors } = await import("@imagenet-v2/loader");
  await cacheTensors(images, preprocessing, cache, { workers, worker, signal, onProgress });
}

/** What the model says of each image, a batch at a time. */
export async function* scoresOf(
  { predict, preprocessing, batchSize, workers, worker, cache, reuse, answering, signal }: Asking,
  dataset: Dataset<Example>,
): AsyncGenerator<Said> {
  if (dataset.length === 0) return;
  // Runtimes in C do not take memory that threads share.
  const memory = reuse && ("private" as const);
  // Each image stays in its batch, so that its result does not depend on which others are damaged.
  const how = {
    preprocessing,
    batchSize,
    refill: false,
    workers,
    worker,
    cache,
    reuse: memory,
    signal,
  };
  for await (const batch of dataset.batches(how)) {
    // The batch is the model's to change.
    const images = batch.file_name.map((file_name, i) => ({
      file_name,
      label: batch.label[i] as number,
    }));
    const rows = await callPredict({ predict, answering, signal }, batch);
    signal?.throwIfAborted();
    yield { rows, images };
  }
}

async function callPredict(
  { predict, answering, signal }: Pick<Asking, "predict" | "answering" | "signal">,
  batch: TensorBatch,
): Promise<Row[]> {
  const [fileName = ""] = batch.file_name;
  const position = batch.index[0] ?? 0;
  const fileNames = [...batch.file_name];
  try {
    const answer = predict(batch, { signal });
    const outputs = await (signal === undefined ? answer : orAbort(answer, signal));
    // A tensor may throw when its data are asked for.
    return await rowsOf(outputs, fileNames, answering);
  } catch (cause) {
    signal?.throwIfAborted();
    if (isImageNetV2Error(cause)) throw cause;
    throw new ImageNetV2Error(
      "CALLBACK_FAILED",
      `The model failed on the batch that begins with ${fileName}: ${messageOf(cause)}`,
      { callback: "predict", position, fileName },
      { cause },
    );
  }
}
