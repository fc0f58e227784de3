import { stat } from "node:fs/promises";
import { join } from "node:path";
import { isImageNetV2Error } from "@imagenet-v2/core";
import { isErrno } from "@imagenet-v2/storage/node";
import { readMetadata, shardNames } from "@imagenet-v2/tfrecord";

/** The numbers of a folder that has all its files, else `undefined`. */
export async function completeFolder(path: string) {
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
