import type { FileInstruction, ShardLengthsBySplit } from "@imagenet-v2/core";

/** The shards of a published variant: 10,000 examples in 16 files. */
export const published: ShardLengthsBySplit = { test: Array<number>(16).fill(625) };

/** File instructions in the notation of the goldens: `0..4 5:0+175`. */
export function writeFiles(instructions: readonly FileInstruction[]): string {
  const runs: { first: number; last: number; text?: string }[] = [];
  for (const { shard, skip, take, examplesInShard } of instructions) {
    const whole = take === examplesInShard;
    const previous = runs.at(-1);
    if (whole && previous && previous.text === undefined && previous.last === shard - 1) {
      previous.last = shard;
    } else {
      runs.push({ first: shard, last: shard, ...(whole ? {} : { text: `:${skip}+${take}` }) });
    }
  }
  return runs
    .map(({ first, last, text = "" }) => (first === last ? `${first}${text}` : `${first}..${last}`))
    .join(" ");
}
