import { refusesFiles, refusesFilesNow } from "@imagenet-v2/storage/internal";
import type * as node from "./node.ts";

declare const navigator: { readonly hardwareConcurrency: number };

/** Among the origin's files nothing lies prepared. */
export const findPrepared: typeof node.findPrepared = async () => undefined;
export const preparedFolders: typeof node.preparedFolders = refusesFiles("preparedFolders");
export const removeCache: typeof node.removeCache = refusesFiles("removeCache");
export const useCache: typeof node.useCache = refusesFiles("The option cache");
export const cachedTensors: typeof node.cachedTensors = refusesFiles("The option cache");

export const preparedPath: typeof node.preparedPath = refusesFilesNow("load");

/** A page asks for none: there is room for none. */
export const threadProducer: typeof node.threadProducer = refusesFilesNow("Threads");

let told = false;

/** Says once, as the batches are the same, that no threads make them. */
export const tellFewerThreads: typeof node.tellFewerThreads = () => {
  if (!told) console.warn("batches: a page starts no threads yet; the calling thread makes them.");
  told = true;
};

export const absolutePath: typeof node.absolutePath = (path) => path;
export const cores: typeof node.cores = () => navigator.hardwareConcurrency;
export const environment: typeof node.environment = () => ({});
