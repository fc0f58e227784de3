import { formatShardName } from "../shard-name.ts";
import type { DatasetInfoJson, SplitJson } from "./dataset-info.ts";

/** The file names of a split's shards, in order. */
export function shardNames({ name, fileFormat }: DatasetInfoJson, split: SplitJson): string[] {
  const numShards = split.shardLengths.length;
  return split.shardLengths.map((_, shard) =>
    formatShardName(
      { dataset: name, split: split.name, fileFormat, shard, numShards },
      split.filepathTemplate,
    ),
  );
}
