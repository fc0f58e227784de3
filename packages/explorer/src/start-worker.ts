import { ImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import type { StoreDescription } from "@imagenet-v2/stores";
// biome-ignore lint/style/useNodejsImportProtocol: webpack knows threads by this name, and bundles what they run
import { Worker } from "worker_threads";

/**
 * Starts a thread that surveys the images of a store.
 *
 * @throws WORKER_DIED if it cannot be started, as in a bundle that has not its file
 */
export function startWorker(workerData: StoreDescription | undefined): Worker {
  try {
    // Written so that bundlers see it. worker.ts lies beside this file, and worker.js beside what it is built to.
    return new Worker(new URL("./worker.js", import.meta.url), { workerData, execArgv: [] });
  } catch (cause) {
    throw workerDied(cause);
  }
}

export function workerDied(cause?: unknown): ImageNetV2Error {
  const why = cause === undefined ? "it ended" : messageOf(cause);
  return new ImageNetV2Error(
    "WORKER_DIED",
    `A worker thread of the explorer cannot go on: ${why}${why.endsWith(".") ? "" : "."}`,
    { fileName: undefined },
    { hint: "In a bundle: mark imagenet-v2 as external.", cause },
  );
}
