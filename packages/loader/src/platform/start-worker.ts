import { ImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
// biome-ignore lint/style/useNodejsImportProtocol: webpack knows threads by this name, and bundles what they run
import { Worker } from "worker_threads";
import type { WorkerEntry } from "../batches/worker-entry.ts";

/** Flags for this thread's entry, such as --import or a condition, are not meant for that file. */
const execArgv: string[] = [];

/** @throws WORKER_DIED if it cannot be started, as in a bundle that has no such file */
export function startWorker(entry: WorkerEntry | undefined, name: string): Worker {
  try {
    if (typeof entry === "function") return checked(entry());
    if (entry !== undefined) return new Worker(entry, { name, execArgv });
    // Written so that bundlers see it. worker.ts lies above this folder, and worker.js above what this is built to.
    return new Worker(new URL("../worker.js", import.meta.url), { name, execArgv });
  } catch (cause) {
    throw notStarted(cause);
  }
}

function checked(worker: Worker): Worker {
  if (typeof worker?.postMessage === "function" && typeof worker.ref === "function") return worker;
  throw new TypeError("the function given gives no Worker of node:worker_threads");
}

/** The error of a thread that ended before its program ran, or could not be started. */
export function notStarted(cause?: unknown): ImageNetV2Error {
  const why = cause === undefined ? "it ended at once" : messageOf(cause);
  return new ImageNetV2Error(
    "WORKER_DIED",
    `A worker thread cannot start: ${why}${why.endsWith(".") ? "" : "."}`,
    { fileName: undefined },
    {
      hint: "In a bundle: mark imagenet-v2 as external, or bundle imagenet-v2/worker as a file of its own and pass its URL as the option worker. workers: 0 works on this thread; fewer workers need less memory.",
      cause,
    },
  );
}
