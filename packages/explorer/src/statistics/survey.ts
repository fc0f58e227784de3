import { setImmediate } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { errorFromJSON } from "@imagenet-v2/core";
import { isShortOfRoom } from "@imagenet-v2/core/internal";
import { roomForThreads, threadCount } from "@imagenet-v2/fetch/internal";
import type { Store } from "@imagenet-v2/stores";
import { canDescribe, canReadSync } from "@imagenet-v2/stores/internal";
import type { Making } from "../documents.ts";
import { signatureLength } from "../near-duplicates/signature.ts";
import { startWorker, workerDied } from "../start-worker.ts";
import type { Findings, Question } from "./findings.ts";
import { look } from "./look.ts";

/** What a worker answers. */
export type Reply = Findings | { readonly error: Record<string, unknown> };

export interface SurveyOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Making) => void) | undefined;
  /** @default one for each core, at most 8 */
  readonly workers?: number | undefined;
}

/** Images a worker is given at a time: some tenths of a second of decoding. */
const portion = 64;

/**
 * Looks at images in worker threads, each with the store opened again for itself; on this one, where
 * the store cannot be, or where there is no memory for threads to decode in.
 *
 * @returns findings in the order of `indices`
 * @throws what the store throws; the signal's reason
 */
export async function survey(
  store: Store,
  ask: Question["ask"],
  indices: readonly number[],
  { signal, onProgress, workers = Math.min(threadCount(), 8) }: SurveyOptions = {},
): Promise<Findings> {
  signal?.throwIfAborted();
  const all: Findings = {
    values: new Float32Array(indices.length * 3),
    signatures: new Uint8Array(ask === "measures" ? indices.length * signatureLength : 0),
    damaged: [],
  };
  const wanted = Uint32Array.from(indices);
  const count = Math.ceil(wanted.length / portion);
  const waiting = Array.from({ length: count }, (_, i) => i * portion);
  let done = 0;
  const take = (from: number, found: Findings) => {
    all.values.set(found.values, from * 3);
    all.signatures.set(found.signatures, ask === "measures" ? from * signatureLength : 0);
    all.damaged.push(...found.damaged);
    done += found.values.length / 3;
    onProgress?.({ done, total: wanted.length });
  };
  const employ = async () => {
    const worker = startWorker(store.describe?.());
    try {
      for (let from = waiting.shift(); from !== undefined; from = waiting.shift()) {
        try {
          const some = wanted.slice(from, from + portion);
          take(from, await question(worker, { ask, indices: some }, signal));
        } catch (error) {
          if (!isShortOfRoom(error)) throw error;
          waiting.push(from);
          return;
        }
      }
    } finally {
      await worker.terminate();
    }
  };
  const reopens = canReadSync(store) && canDescribe(store);
  const room = !reopens ? 0 : ask === "measures" ? roomForThreads() : count;
  const employed = Array.from({ length: Math.min(workers, count, room) }, employ);
  for (const end of await Promise.allSettled(employed)) {
    if (end.status === "rejected") throw end.reason;
  }
  for (const from of waiting) {
    for (let at = from; at < Math.min(from + portion, wanted.length); at++) {
      take(at, await look(store, { ask, indices: wanted.subarray(at, at + 1) }));
      await setImmediate();
      signal?.throwIfAborted();
    }
  }
  all.damaged.sort((a, b) => a.index - b.index);
  return all;
}

function question(
  worker: Worker,
  asked: Question,
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
    worker.postMessage(asked);
  });
}
