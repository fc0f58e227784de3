import { stat } from "node:fs/promises";
import { join } from "node:path";
import { isImageNetV2Error, variantNames } from "@imagenet-v2/core";
import { isErrno } from "@imagenet-v2/storage/internal/node";
import { formatMetadata, formatShardName, readMetadata } from "@imagenet-v2/tfrecord";
import { formatDefaultConfig, shardNames } from "@imagenet-v2/tfrecord/internal";
import type { ExampleFormat, FolderContents, FolderSummary } from "./example-format.ts";
import { tfdsMetadata } from "./tfds-metadata.ts";

/** What a folder of TFDS's has beside the shards, whatever the format of these. */
export function tfdsFolder(
  fileFormat: string,
): Required<Pick<ExampleFormat, "folder" | "files" | "sharedFiles" | "complete">> {
  return {
    folder: ({ name, variant, version }) => join(name, variant, version),
    // dataset_info.json is the last: it is what makes a folder count as prepared.
    files: (contents) => formatMetadata(tfdsMetadata(contents, fileFormat)),
    sharedFiles: ({ name }) => ({
      [join(name, ".config", "metadata.json")]: formatDefaultConfig(variantNames[0]),
    }),
    complete: completeTfdsFolder,
  };
}

/** What the file of a shard is called: `imagenet_v2-test.tfrecord-00000-of-00016`. */
export function tfdsShardName(fileFormat: string, contents: FolderContents, shard: number): string {
  const { dataset, shardLengths } = contents;
  const numShards = shardLengths.length;
  return formatShardName({ dataset: dataset.name, split: "test", fileFormat, shard, numShards });
}

/** The numbers of a folder that has all its files, else `undefined`. */
async function completeTfdsFolder(path: string): Promise<FolderSummary | undefined> {
  try {
    const { info } = await readMetadata(path);
    const test = info.splits.find(({ name }) => name === "test");
    if (test === undefined) return undefined;
    await Promise.all(shardNames(info, test).map((name) => stat(join(path, name))));
    const numExamples = test.shardLengths.reduce((sum, length) => sum + length, 0);
    return { numExamples, shardLengths: test.shardLengths, numBytes: test.numBytes ?? 0 };
  } catch (error) {
    const gone = isImageNetV2Error(error, "NOT_FOUND") || isErrno(error, "ENOENT");
    if (gone || isImageNetV2Error(error, "CORRUPT_DATA")) return undefined;
    throw error;
  }
}
