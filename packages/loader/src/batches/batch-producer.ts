import type { Elements } from "@imagenet-v2/decode/kernel";

/** Whoever makes the tensors of a run: this thread, or others. Numbers are asked for in order. */
export interface BatchProducer {
  /**
   * Waits until the tensors of some numbers are there, if they are made elsewhere.
   *
   * @returns all of them where they lie, valid until the next call, if that is possible
   */
  gather(from: number, count: number): Promise<Elements | undefined>;
  /**
   * Puts one tensor into its row of a batch.
   *
   * @returns `false` if the image was to be skipped
   */
  put(number: number, to: Elements, row: number): boolean | Promise<boolean>;
  /** Ends all work and waits for that. */
  close(): Promise<void>;
}
