import type { Making } from "./documents.ts";

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
  readonly #listeners = new Set<(progress: Making) => void>();
  #result: Promise<T> | undefined;
  #progress: Making = { done: 0, total: 0 };

  constructor(work: Work<T>) {
    this.#work = work;
  }

  /** @throws what the work throws; it is begun anew when asked for again */
  async result(onProgress: (progress: Making) => void = () => {}): Promise<T> {
    this.#listeners.add(onProgress);
    this.#result ??= this.#work((progress) => {
      this.#progress = progress;
      for (const tell of this.#listeners) tell(progress);
    }).catch((error: unknown) => {
      this.#result = undefined;
      throw error;
    });
    try {
      return await this.#result;
    } finally {
      this.#listeners.delete(onProgress);
    }
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
    let timer: ReturnType<typeof setTimeout> | undefined;
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
