import { ImageNetV2Error } from "@imagenet-v2/core";
import { checkInteger } from "./pipeline/arguments.ts";

export interface BenchmarkOptions<T> {
  /** Elements to read. Default: all. */
  readonly numIter?: number | undefined;
  /** Examples in an element: a number, or how to count them (`(batch) => batch.length`). @default 1 */
  readonly batchSize?: number | ((element: T) => number) | undefined;
  /** Called after each element with how many were read. */
  readonly onProgress?: ((numIter: number) => void) | undefined;
}

/** One row of a benchmark. */
export interface BenchmarkRow {
  /** Seconds. */
  readonly duration: number;
  readonly numExamples: number;
  /** Examples per second. */
  readonly avg: number;
}

/** What a benchmark measured, with the names of TFDS's tables. */
export interface BenchmarkResult {
  readonly stats: {
    readonly "first+lasts": BenchmarkRow;
    /** The first element alone, which waits for everything to start. */
    readonly first: BenchmarkRow;
    /** All but the first. */
    readonly lasts: BenchmarkRow;
  };
  /** Times in seconds of the process's clock. */
  readonly rawStats: {
    readonly startTime: number;
    readonly firstBatchTime: number;
    readonly endTime: number;
    readonly numIter: number;
  };
  /** TFDS's summary: a heading and three lines. */
  toString(): string;
}

/**
 * Reads a sequence to its end, or `numIter` elements of it, and tells how fast that was. Counts the
 * examples that were read: unlike TFDS's newest `benchmark`, not one batch more.
 *
 * @throws INVALID_OPTION for a sequence without elements
 *
 * @example
 * console.log(String(await benchmark(dataset.chunk(32), { batchSize: (batch) => batch.length })));
 */
export async function benchmark<T>(
  elements: AsyncIterable<T> | Iterable<T>,
  options: BenchmarkOptions<T> = {},
): Promise<BenchmarkResult> {
  const { numIter: wanted = Number.POSITIVE_INFINITY, batchSize = 1, onProgress } = options;
  if (wanted !== Number.POSITIVE_INFINITY) checkInteger("benchmark(numIter)", wanted, { min: 1 });
  if (typeof batchSize !== "function") checkInteger("benchmark(batchSize)", batchSize, { min: 1 });
  const count = typeof batchSize === "function" ? batchSize : () => batchSize;

  const startTime = now();
  let firstBatchTime = startTime;
  let firstExamples = 0;
  let numExamples = 0;
  let numIter = 0;
  for await (const element of elements) {
    numExamples += count(element);
    if (++numIter === 1) {
      firstBatchTime = now();
      firstExamples = numExamples;
    }
    onProgress?.(numIter);
    if (numIter === wanted) break;
  }
  const endTime = now();
  if (numIter === 0) {
    throw new ImageNetV2Error("INVALID_OPTION", "Cannot benchmark dataset with 0 elements.", {
      option: "benchmark(elements)",
    });
  }
  const stats = {
    "first+lasts": row(numExamples, endTime - startTime),
    first: row(firstExamples, firstBatchTime - startTime),
    lasts: row(numExamples - firstExamples, endTime - firstBatchTime),
  };
  return {
    stats,
    rawStats: { startTime, firstBatchTime, endTime, numIter },
    toString: () => summary(stats),
  };
}

function now(): number {
  return performance.now() / 1000;
}

function row(numExamples: number, duration: number): BenchmarkRow {
  return { duration, numExamples, avg: numExamples === 0 ? 0 : numExamples / duration };
}

function summary(stats: BenchmarkResult["stats"]): string {
  const line = (which: string, { avg, numExamples, duration }: BenchmarkRow) =>
    `Examples/sec (${which}) ${avg.toFixed(2)} ex/sec (total: ${numExamples} ex, ${duration.toFixed(2)} sec)`;
  return [
    "",
    "************ Summary ************",
    "",
    line("First included", stats["first+lasts"]),
    line("First only", stats.first),
    line("First excluded", stats.lasts),
  ].join("\n");
}
