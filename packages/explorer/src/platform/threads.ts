import { errorFromJSON, ImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import { roomForThreads, threadCount } from "@imagenet-v2/fetch/internal";
import type { StoreDescription } from "@imagenet-v2/stores";
import { canDescribe, canReadSync } from "@imagenet-v2/stores/internal";
// biome-ignore lint/style/useNodejsImportProtocol: webpack knows threads by this name, and bundles what they run
import { Worker } from "worker_threads";
import type { Findings, Question } from "../statistics/findings.ts";
import type { Surveyors } from "../statistics/surveyor.ts";

/** What a thread answers. */
export type Reply = Findings | { readonly error: Record<string, unknown> };

/** Of more, each has too little to do. */
const mostThreads = 8;

/** Threads, each with the store opened again for itself, where it can be. */
export const threads: Surveyors = {
  count(store, ask) {
    if (!canReadSync(store) || !canDescribe(store)) return 0;
    const wanted = Math.min(threadCount(), mostThreads);
    return ask === "measures" ? Math.min(wanted, roomForThreads()) : wanted;
  },
  start(store) {
    const worker = startWorker(store.describe?.());
    return {
      ask: (question, signal) => answerOf(worker, question, signal),
      close: async () => {
        await worker.terminate();
      },
    };
  },
};

/** @throws WORKER_DIED if it cannot be started, as in a bundle that has not its file */
function startWorker(workerData: StoreDescription | undefined): Worker {
  try {
    // Written so that bundlers see it. worker.ts lies above this folder, and worker.js above what this is built to.
    return new Worker(new URL("../worker.js", import.meta.url), { workerData, execArgv: [] });
  } catch (cause) {
    throw workerDied(cause);
  }
}

function answerOf(
  worker: Worker,
  question: Question,
  signal: AbortSignal | undefined,
): Promise<Findings> {
  return new Promise((resolve, reject) => {
    const abort = () => settle(() => reject(signal?.reason));
    const onMessage = (reply: Reply) =>
      settle(() => ("error" in reply ? reject(errorFromJSON(reply.error)) : resolve(reply)));
    const onError = (error: unknown) => settle(() => reject(workerDied(error)));
    const onExit = () => settle(() => reject(workerDied()));
    const settle = (end: () => void) => {
      signal?.removeEventListener("abort", abort);
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      end();
    };
    if (signal?.aborted) return abort();
    signal?.addEventListener("abort", abort, { once: true });
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage(question);
  });
}

function workerDied(cause?: unknown): ImageNetV2Error {
  const why = cause === undefined ? "it ended" : messageOf(cause);
  return new ImageNetV2Error(
    "WORKER_DIED",
    `A worker thread of the explorer cannot go on: ${why}${why.endsWith(".") ? "" : "."}`,
    { fileName: undefined },
    { hint: "In a bundle: mark imagenet-v2 as external.", cause },
  );
}
