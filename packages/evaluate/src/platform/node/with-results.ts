import { dirname } from "node:path";
import { makeFolder, withLock } from "@imagenet-v2/storage/node";

/** Works on a file of results while no other process does. */
export async function withResults<T>(
  path: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  await makeFolder(dirname(path));
  return withLock(path, { signal }, work);
}
