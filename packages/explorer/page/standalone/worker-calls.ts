// Calls to a worker: by name, told how far it is, and given up where nobody waits any more.
import type { Handlers, Posted, Question, Reply } from "./answer-calls.ts";

interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: as the handler reports it
  readonly onProgress?: ((progress: any) => void) | undefined;
  /** Buffers that are given away with the argument. */
  readonly transfer?: readonly ArrayBuffer[] | undefined;
}

interface Waiting {
  readonly settle: (reply: Exclude<Reply, { progress: unknown }>) => void;
  readonly onProgress: CallOptions["onProgress"];
}

/** An error of a worker. Its facts are fields, as those of the error that was thrown there. */
export type CallError = Error & Posted;

/** A worker that answers calls with the handlers `H`. */
export class WorkerCalls<H extends Handlers> {
  readonly #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #failure: Posted | undefined;
  #next = 0;

  /** @param start starts the worker; where the page's policy forbids that, each call fails and says so */
  constructor(start: () => Worker) {
    try {
      this.#worker = start();
    } catch (error) {
      this.#fail((error as Error).message);
      return;
    }
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => this.#hear(data));
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#fail(event.message);
    });
  }

  /** @throws a {@link CallError}: what the handler throws, or WORKER_DIED; the signal's reason */
  call<K extends keyof H & string>(
    name: K,
    given: Parameters<H[K]>[0],
    { signal, onProgress, transfer = [] }: CallOptions = {},
  ): Promise<Awaited<ReturnType<H[K]>>> {
    const id = this.#next++;
    const ask = (question: Question) => this.#worker?.postMessage(question, [...transfer]);
    return new Promise((resolve, reject) => {
      const cancel = () => {
        if (this.#waiting.delete(id)) this.#worker?.postMessage({ id, cancel: true });
        reject(signal?.reason);
      };
      if (signal?.aborted) return cancel();
      signal?.addEventListener("abort", cancel, { once: true });
      const settle: Waiting["settle"] = (reply) => {
        signal?.removeEventListener("abort", cancel);
        if ("error" in reply) reject(Object.assign(new Error(), reply.error));
        else resolve(reply.result as Awaited<ReturnType<H[K]>>);
      };
      if (this.#failure !== undefined) return settle({ id, error: this.#failure });
      this.#waiting.set(id, { settle, onProgress });
      ask({ id, call: name, given });
    });
  }

  close(): void {
    this.#worker?.terminate();
  }

  #hear(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if ("progress" in reply) {
      waiting?.onProgress?.(reply.progress);
      return;
    }
    this.#waiting.delete(reply.id);
    waiting?.settle(reply);
  }

  #fail(why: string | undefined): void {
    this.#failure = {
      code: "WORKER_DIED",
      message: `A worker of this page cannot run${why ? `: ${why}` : "."}`,
      hint: "Where a policy forbids it, it has to allow worker-src 'self' and script-src 'self' 'wasm-unsafe-eval'. Reload the page to try again.",
    };
    for (const [id, { settle }] of this.#waiting) settle({ id, error: this.#failure });
    this.#waiting.clear();
  }
}
