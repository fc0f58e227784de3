import * as z from "zod";
import { ImageNetV2Error } from "./errors.ts";
import { parseOptions } from "./options.ts";
import { roundHalfEven } from "./round.ts";

/** How every published variant is cut: what {@link shardLengths} gives for their sizes. */
export const publishedShardLengths: readonly number[] = Array<number>(16).fill(625);

const ShardOptions = z.strictObject({
  numShards: z.int().positive().optional(),
  minShardSize: z
    .number()
    .positive()
    .default(64 * 2 ** 20),
  maxShardSize: z
    .number()
    .positive()
    .default(2 ** 30),
});

/** TFDS's `DownloadConfig` has the same three. */
export interface ShardOptions {
  /** Exactly so many, whatever their size. */
  numShards?: number | undefined;
  /** Bytes. @default 67_108_864 */
  minShardSize?: number | undefined;
  /** Bytes. @default 1_073_741_824 */
  maxShardSize?: number | undefined;
}

/** What a TFRecord adds to each example: its length and two checksums. */
const bytesAroundRecord = 16;

/**
 * How many examples TFDS puts into each shard: as many shards as the sizes allow, a power of two or
 * a multiple of 1024, cut as evenly as can be. For prepared data trust the lengths it states, since
 * TFDS has changed this rule before.
 *
 * @param serializedBytes sum of the serialized examples, without what TFRecord adds
 * @throws INVALID_OPTION
 */
export function shardLengths(
  count: number,
  serializedBytes: number,
  options: ShardOptions = {},
): number[] {
  const { numShards, minShardSize, maxShardSize } = parseOptions(
    ShardOptions,
    options,
    "shardLengths",
  );
  const totalBytes = serializedBytes + count * bytesAroundRecord;
  const shards =
    numShards ??
    shardCount(count, Math.floor(totalBytes / maxShardSize), Math.floor(totalBytes / minShardSize));
  if (!(count >= shards)) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `shardLengths: ${count} examples cannot fill ${shards} shards.`,
      { option: numShards === undefined ? "count" : "numShards" },
    );
  }
  // The quotient first, as TFDS does: 45 * (7 / 10) rounds to 31, 45 * 7 / 10 to 32.
  const boundaries = Array.from({ length: shards + 1 }, (_, i) =>
    roundHalfEven(count * (i / shards)),
  );
  return boundaries.slice(1).map((end, i) => end - (boundaries[i] ?? 0));
}

function shardCount(count: number, atLeast: number, atMost: number): number {
  if (atLeast > 1024) return 1024 * Math.max(2, Math.ceil(atLeast / 1024));
  for (let shards = 1024; shards > 1; shards /= 2) {
    if (atLeast <= shards && shards <= atMost && shards <= count) return shards;
  }
  return 1;
}
