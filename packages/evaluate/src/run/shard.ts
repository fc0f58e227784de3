import { ImageNetV2Error } from "@imagenet-v2/core";

/** One of several equal parts of a run. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

/**
 * A shard as it is written on a command line: `0/8` to `7/8`.
 *
 * @throws INVALID_OPTION
 */
export function parseShard(text: string): Shard {
  const [, index = "", count = ""] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  return checkShard(
    { index: toNumber(index), count: toNumber(count) },
    `shard ${JSON.stringify(text)}`,
  );
}

export function checkShard({ index, count }: Shard, what: string): Shard {
  const isWhole = Number.isSafeInteger(index) && Number.isSafeInteger(count);
  if (isWhole && index >= 0 && index < count) return { index, count };
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${what}: there is no part ${index} of ${count}.`,
    { option: "shard" },
    { hint: "The parts of 8 are 0/8 to 7/8." },
  );
}

/**
 * The positions of a part. Cuts lie between batches, so that each image is computed in the same
 * company as in an unbroken run, and the results agree to the last digit.
 */
export function rangeOf(
  { index, count }: Shard,
  total: number,
  batchSize: number,
): { from: number; to: number } {
  const batches = Math.ceil(total / batchSize);
  const cut = (part: number) => Math.min(total, batchSize * Math.floor((part * batches) / count));
  return { from: cut(index), to: cut(index + 1) };
}

/** A whole number as text; NaN for anything else. */
export function toNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
