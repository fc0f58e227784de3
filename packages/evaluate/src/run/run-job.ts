import { ImageNetV2Error } from "@imagenet-v2/core";
import type { Dataset, Example } from "@imagenet-v2/loader";
import type { Answering } from "../classes/answers.ts";
import type { Prediction } from "../prediction.ts";
import type { LabelledImage } from "../predictions/images.ts";
import { type Scores, score } from "../scores/score.ts";
import { type Found, findResults } from "./find-results.ts";
import type { RunHeader } from "./header.ts";
import { predictionOf } from "./outputs.ts";
import { type EvaluationProgress, progressOf } from "./progress.ts";
import { type OutputKind, Reading, type Row } from "./reading.ts";
import { ResultsFile } from "./results-file.ts";
import type { ResultsPlace } from "./results-place.ts";
import { placingSkipped, type Result, type SkippedImage, separate } from "./skipped.ts";

/** What came out. */
export interface Evaluation {
  readonly scores: Scores;
  readonly predictions: readonly Prediction[];
  /** Images that a dataset with `onError: "skip"` left out; the scores are of the others. */
  readonly skipped: readonly SkippedImage[];
  /** What became of each image, in their order: a prediction, or why it was skipped. */
  readonly results: readonly (Prediction | SkippedImage)[];
  /** What was run on what. */
  readonly run: RunHeader;
  /** How many results were there already. */
  readonly resumedFrom: number;
  /**
   * Where the model's labels put its outputs in another order than the usual one: by label, the label
   * that its output would have in that. For {@link recountClasses}.
   */
  readonly inUsualOrder: readonly (number | undefined)[] | undefined;
}

/** What was said about some images, in the order of the dataset. */
export interface Said {
  readonly rows: readonly Row[];
  readonly images: readonly LabelledImage[];
}

/** How images are asked about. */
export interface Asking {
  /** Called once, before the first image that is asked about. */
  readonly prepare?: () => Promise<void>;
  /** Asks about images, in order; those that cannot be decoded are left out, or end it. */
  readonly ask: (images: Dataset<Example>) => AsyncIterable<Said>;
}

/** A run, or a part of one, as it is to be done. */
export interface Job extends Asking {
  /** The part to do. */
  readonly part: Dataset<Example>;
  /** What the model may answer with. */
  readonly answering: Answering;
  readonly inUsualOrder: Evaluation["inUsualOrder"];
  /** What the model's outputs are, where that is known before they come. */
  readonly outputs: OutputKind | undefined;
  readonly header: Omit<RunHeader, "outputs">;
  readonly place: ResultsPlace | undefined;
  readonly onProgress: ((progress: EvaluationProgress) => void) | undefined;
}

/** Does what was not found done. */
export async function runJob(job: Job): Promise<Evaluation> {
  const { part, header, place } = job;
  const images = Array.from(part.records(), ({ file_name, label }) => ({ file_name, label }));
  const skips = part.onError === "skip";
  const found = place && (await findResults(place, header, images, skips));
  const { results, run, resumedFrom } =
    found?.finished === true
      ? {
          results: found.results,
          run: headerOf(job, found),
          resumedFrom: found.results.length,
        }
      : await compute(job, found, found && Reading.parse(found.header.outputs));
  const { predictions, skipped } = separate(results);
  const { inUsualOrder } = job;
  const scores = score(predictions);
  return { scores, predictions, skipped, results, run, resumedFrom, inUsualOrder };
}

/** Where the preprocessing comes from may be said in other words now. */
function headerOf({ header: { preprocessing_source } }: Job, found: Found): RunHeader {
  return { ...found.header, preprocessing_source };
}

interface Computed {
  readonly results: readonly Result[];
  readonly run: RunHeader;
  readonly resumedFrom: number;
}

/**
 * Asks the model about all images that were not found.
 *
 * @param reading what its outputs were found to be
 */
async function compute(
  job: Job,
  found: Found | undefined,
  reading: Reading | undefined,
): Promise<Computed> {
  const { part, answering, header, place, onProgress } = job;
  const results = [...(found?.results ?? [])];
  const resumedFrom = results.length;
  const left = part.skip(resumedFrom);
  const withSkipped = placingSkipped(left);
  if (left.length > 0) await job.prepare?.();
  const progress = progressOf(part.length, results);
  const file = place && (await ResultsFile.open(place, found));
  let run = found && headerOf(job, found);
  let current = reading;
  let contradicted: Reading | undefined;
  const add = async (batch: readonly Result[]) => {
    if (batch.length === 0) return;
    if (run === undefined) {
      run = { ...header, outputs: `${current}` };
      await file?.begin(run);
    }
    await file?.append(batch);
    results.push(...batch);
    onProgress?.(progress(batch));
  };
  try {
    for await (const { rows, images } of job.ask(left)) {
      const next = Reading.of(current, rows, images, job.outputs);
      if (run !== undefined && run.outputs !== `${next}`) {
        contradicted = next;
        break;
      }
      current = next;
      const predictions = rows.map((row, i) =>
        predictionOf(row, next.kind, images[i] as LabelledImage, answering),
      );
      await add(withSkipped(predictions));
    }
    if (contradicted === undefined) {
      const rest = withSkipped([]);
      if (rest.length === part.length) throw allSkipped(part);
      await add(rest);
      await file?.publish();
    }
  } finally {
    await file?.close();
  }
  // What was read in another way so far is wrong, and the scores that would mend it are gone.
  if (contradicted !== undefined) return compute(job, undefined, contradicted);
  return { results, run: run as RunHeader, resumedFrom };
}

function allSkipped({ store, skipped, length }: Dataset<Example>): ImageNetV2Error {
  const missing = skipped.map(({ file_name }) => file_name);
  return new ImageNetV2Error(
    "INCOMPLETE_DATA",
    `None of the ${length} images can be decoded: ${skipped[0]?.error.message}`,
    { path: store.info.path, missing, unexpected: [] },
  );
}
