import { refusesFiles, refusesFilesNow } from "@imagenet-v2/storage/internal";
import type * as node from "./node.ts";
import { cores, hasWorkers } from "./web.ts";

export { openCrew } from "./page-crew.ts";
export { cores, sharesMemory } from "./web.ts";

/** Among the origin's files nothing lies prepared. */
export const findPrepared: typeof node.findPrepared = async () => undefined;
export const preparedFolders: typeof node.preparedFolders = refusesFiles("preparedFolders");
export const removeCache: typeof node.removeCache = refusesFiles("removeCache");
export const useCache: typeof node.useCache = refusesFiles("The option cache");
export const cachedTensors: typeof node.cachedTensors = refusesFiles("The option cache");

export const preparedPath: typeof node.preparedPath = refusesFilesNow("load");

export const threadCount: typeof node.threadCount = () => (hasWorkers() ? cores() : 0);
export const roomForThreads: typeof node.roomForThreads = () =>
  hasWorkers() ? Number.POSITIVE_INFINITY : 0;

let told = false;

/** Says once, as the batches are the same, that fewer threads make them. */
export const tellFewerThreads: typeof node.tellFewerThreads = (wanted, why) => {
  if (told) return;
  told = true;
  const reason = why?.message ?? "There are no Web Workers here.";
  const hint = (why as { readonly hint?: string } | undefined)?.hint ?? "";
  console.warn(
    `batches: not all of ${wanted} workers make batches; where none does, the calling thread. ${reason} ${hint}`.trim(),
  );
};

export const absolutePath: typeof node.absolutePath = (path) => path;
export const environment: typeof node.environment = () => ({});
