import { errorFromJSON } from "@imagenet-v2/core";
import type { Question } from "../../src/statistics/findings.ts";
import type { Surveyors } from "../../src/statistics/surveyor.ts";
import type { WorkerHandlers } from "./worker.ts";
import { WorkerCalls } from "./worker-calls.ts";

/** Of more, each waits for bytes. */
const mostWorkers = 4;

export interface SentImage {
  readonly index: number;
  readonly name: string;
  /** In a buffer of its own. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A question, with the images that it is about. */
export interface SentQuestion extends Pick<Question, "ask"> {
  readonly images: readonly SentImage[];
}

/**
 * Workers that are sent the bytes of images: to decode them takes longer than to read them. They run what this
 * worker runs, which is there already.
 */
export const surveyors: Surveyors = {
  count: (_, ask) =>
    ask === "sizes" || typeof Worker === "undefined"
      ? 0
      : Math.min(navigator.hardwareConcurrency - 1, mostWorkers),
  start(store) {
    const worker = new WorkerCalls<WorkerHandlers>(
      () => new Worker(location.href, { type: "module" }),
    );
    return {
      async ask({ ask, indices }, signal) {
        const reading = Array.from(indices, async (index): Promise<SentImage> => {
          const bytes = await store.read(index, { signal });
          return { index, name: store.fileName(index), bytes: bytes as Uint8Array<ArrayBuffer> };
        });
        const images = await Promise.all(reading);
        const transfer = images.map(({ bytes }) => bytes.buffer);
        return worker.call("look", { ask, images }, { signal, transfer }).catch((error) => {
          throw typeof error.code === "string" ? errorFromJSON({ ...error }) : error;
        });
      },
      close: async () => worker.close(),
    };
  },
};
