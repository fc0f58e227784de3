import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import type { Environment } from "@imagenet-v2/fetch";

export { roomForThreads, threadCount } from "@imagenet-v2/fetch/internal";
export { removeCache } from "../batches/cache-file.ts";
export { cachedTensors } from "../batches/cached-tensors.ts";
export { tellFewerThreads } from "../batches/fewer-threads.ts";
export { useCache } from "../batches/use-cache.ts";
export { findPrepared, preparedFolders, preparedPath } from "../data/find-prepared.ts";
export { openCrew } from "./node-crew.ts";

export function absolutePath(path: string): string {
  return resolve(path);
}

/** How many cores there are to work on. */
export function cores(): number {
  return availableParallelism();
}

export function environment(): Environment {
  return process.env;
}

/** Whether threads see the memory of others. */
export function sharesMemory(): boolean {
  return true;
}
