import { ImageNetV2Error } from "@imagenet-v2/core";

/** One of several equal parts of a run. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

/** The variables by which launchers number their processes, in the order they are looked at. */
const launchers = [
  { index: "RANK", count: "WORLD_SIZE" },
  { index: "SLURM_ARRAY_TASK_ID", count: "SLURM_ARRAY_TASK_COUNT", first: "SLURM_ARRAY_TASK_MIN" },
  { index: "SLURM_PROCID", count: "SLURM_NTASKS" },
  // Kubernetes numbers an indexed job's pods, and leaves it to the job to tell how many there are.
  { index: "JOB_COMPLETION_INDEX", count: "JOB_COMPLETIONS" },
  { index: "CLOUD_RUN_TASK_INDEX", count: "CLOUD_RUN_TASK_COUNT" },
] as const;

/**
 * The part that this process shall do, by the variables of torchrun (`RANK`, `WORLD_SIZE`), Slurm,
 * Kubernetes (`JOB_COMPLETION_INDEX`; set `JOB_COMPLETIONS` yourself) or Cloud Run.
 *
 * @returns `undefined` where none is set
 * @throws INVALID_OPTION if an index is set without a count, or they are no numbers
 */
export function shardFromEnvironment(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Shard | undefined {
  for (const launcher of launchers) {
    const index = env[launcher.index];
    if (index === undefined || index === "") continue;
    const count = env[launcher.count];
    if (count === undefined || count === "") {
      throw new ImageNetV2Error(
        "INVALID_OPTION",
        `${launcher.index} is set, and ${launcher.count} is not.`,
        { option: launcher.count },
        { hint: `Set ${launcher.count} to the number of processes, or name the shard: 0/8.` },
      );
    }
    const first = "first" in launcher ? Number(env[launcher.first] ?? 0) : 0;
    return checkShard(
      { index: toNumber(index) - first, count: toNumber(count) },
      `${launcher.index}, ${launcher.count}`,
    );
  }
  return undefined;
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

function toNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
