import type { Making } from "../documents.ts";

type Work<T> = (onProgress: (progress: Making) => void) => Promise<T>;

/** How long a request waits for an answer before it is told how far it is. */
const patience = 250;

/** What a request can be told of something that takes a while. */
export interface Answering<T> {
  /** The result if it is there soon, else how far it is. */
  resultSoon(): Promise<{ result: T } | { making: Making }>;
}

/** Something that takes a while: begun when first asked for, once, and kept. */
export class Job<T> implements Answering<T> {
  readonly #work: Work<T>;
  #result: Promise<T> | undefined;
  #progress: Making = { done: 0, total: 0 };

  constructor(work: Work<T>) {
    this.#work = work;
  }

  /** @throws what the work throws; it is begun anew when asked for again */
  result(onProgress?: (progress: Making) => void): Promise<T> {
    this.#result ??= this.#work((progress) => {
      this.#progress = progress;
      onProgress?.(progress);
    }).catch((error: unknown) => {
      this.#result = undefined;
      throw error;
    });
    return this.#result;
  }

  /** A part of the same job's result. */
  map<U>(part: (result: T) => U): Answering<U> {
    return {
      resultSoon: async () => {
        const state = await this.resultSoon();
        return "result" in state ? { result: part(state.result) } : state;
      },
    };
  }

  async resultSoon(): Promise<{ result: T } | { making: Making }> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<{ making: Making }>((resolve) => {
      timer = setTimeout(() => resolve({ making: this.#progress }), patience);
    });
    try {
      return await Promise.race([this.result().then((result) => ({ result })), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
