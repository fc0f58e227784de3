import { publishedShardLengths, resolveSplit } from "@imagenet-v2/core";
import type { DataOptions } from "../common-options.ts";
import { toJson } from "../json.ts";
import { openDataset } from "../open-dataset.ts";
import { type Terminal, write } from "../terminal.ts";

/** Resolves a split expression to the parts of shards it is read from. */
export async function showSplit(terminal: Terminal, spec: string, options: DataOptions) {
  const test = await shardLengths(terminal, options);
  const { numExamples, fileInstructions } = resolveSplit(spec, { test });
  const instructions = fileInstructions.map(({ shard, skip, take, examplesInShard }) => ({
    shard,
    skip,
    take,
    examplesInShard,
  }));
  if (options.json) {
    const resolved = { spec, numExamples, fileInstructions: instructions };
    await write(terminal.stdout, `${toJson(resolved)}\n`);
    return;
  }
  const lines = instructions.map(
    ({ shard, skip, take, examplesInShard }) =>
      `shard ${String(shard).padStart(2)}: ${take} of ${examplesInShard} examples, from ${skip}`,
  );
  await write(terminal.stdout, [`${numExamples} examples`, ...lines, ""].join("\n"));
}

/** Those of the published archives, unless other data is named. */
async function shardLengths(terminal: Terminal, options: DataOptions) {
  if (options.archive === undefined && !options.sample) return publishedShardLengths;
  const dataset = await openDataset(terminal, undefined, options, {});
  await dataset.close();
  return dataset.store.shardLengths;
}
