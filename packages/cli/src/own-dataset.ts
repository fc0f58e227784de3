import { classFolders, type DatasetSpec, parseClassList } from "@imagenet-v2/core";
import { readSmallFile } from "@imagenet-v2/storage/node";

/** A dataset of the user's own, with the classes that a file lists. */
export async function ownDataset(path: string, signal: AbortSignal): Promise<DatasetSpec> {
  const hint = "A list of classes has one a line.";
  const bytes = await readSmallFile(path, { limit: 16 * 2 ** 20, hint, signal });
  return classFolders(parseClassList(String(bytes), path));
}
