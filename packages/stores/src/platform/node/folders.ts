import { stat } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "@imagenet-v2/storage/internal/node";

/** @throws NOT_FOUND, IO */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Whether this is the folder of one version, with its metadata. */
export async function isPrepared(path: string): Promise<boolean> {
  return stat(join(path, "dataset_info.json")).then(
    () => true,
    () => false,
  );
}
