import type { PartState } from "./part-state.ts";
import type { Sink } from "./transfer.ts";

/** A stretch of a file, gathered in memory. */
export class Segment implements Sink {
  readonly end: number;
  readonly #from: number;
  #chunks: Uint8Array[] = [];
  #bytes: number;
  #state: PartState | undefined;

  constructor(from: number, end: number, state?: PartState | undefined) {
    this.#from = from;
    this.end = end;
    this.#bytes = from;
    this.#state = state;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get state(): PartState | undefined {
    return this.#state;
  }

  /** What was gathered, in order. */
  get chunks(): readonly Uint8Array[] {
    return this.#chunks;
  }

  async remember(state: PartState): Promise<void> {
    this.#state = state;
  }

  async append(chunk: Uint8Array): Promise<void> {
    const wanted = chunk.subarray(0, this.end - this.#bytes);
    this.#chunks.push(wanted);
    this.#bytes += wanted.length;
  }

  async restart(): Promise<void> {
    this.#chunks = [];
    this.#bytes = this.#from;
  }
}
