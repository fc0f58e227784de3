import { prepare } from "../compiled-preprocessing.ts";
import { wasm } from "../generated/normaliser.ts";
import type { Preprocessing } from "../preprocessing.ts";
import { instantiate } from "./instance.ts";
import { kindOf } from "./kind.ts";
import { type SharedMemory, WebAssembly } from "./web-assembly.ts";

/** What assembly/normaliser.ts exports. */
interface NormaliserExports {
  readonly normaliseTable: { readonly value: number };
  normalisePixels(from: number, to: number, pixels: number, kind: number): void;
}

const page = 65_536;

/**
 * Makes floats of bytes inside a memory that threads share, so that nothing is copied to where another
 * thread reads it. All that work in one memory have to be for the same preprocessing.
 *
 * @example
 * const memory = Normaliser.memory(4 * length + length);
 * const normaliser = new Normaliser(memory, presets.imagenet); // in each thread
 * const bytes = new Uint8Array(memory.buffer, Normaliser.begin + 4 * length, length);
 * kernel.decodeInto(jpeg, { preprocessing: { ...presets.imagenet, dtype: "uint8" } }, bytes);
 * normaliser.normalise(bytes, Normaliser.begin);
 */
export class Normaliser {
  /** The first byte of a memory that is not the normaliser's own. */
  static readonly begin = page;

  readonly #exports: NormaliserExports;
  readonly #kind: number;

  /**
   * Room for this many bytes, from {@link Normaliser.begin} on.
   *
   * @throws RangeError where there is not so much, and always for more than 4 GB
   */
  static memory(bytes: number): SharedMemory {
    const pages = 1 + Math.ceil(bytes / page);
    if (WebAssembly === undefined || pages > page)
      throw new RangeError(`A memory of ${bytes} bytes is too large.`);
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  }

  /**
   * @param preprocessing as `parsePreprocessing` returns it
   * @throws UNSUPPORTED where WebAssembly has no vectors or no threads
   */
  constructor(memory: SharedMemory, preprocessing: Preprocessing) {
    this.#exports = instantiate(wasm, { env: { memory } }) as NormaliserExports;
    this.#kind = kindOf({ ...preprocessing, dtype: "float32" });
    const { table } = prepare(preprocessing);
    const { value: at } = this.#exports.normaliseTable;
    new Float32Array(memory.buffer, at, table.length).set(table);
  }

  /**
   * The floats of a tensor of bytes.
   *
   * @param bytes in the memory: what the same preprocessing makes with `dtype: "uint8"`
   * @param to where in the memory the floats go: a byte offset, a multiple of 4
   */
  normalise({ byteOffset, length }: Uint8Array, to: number): void {
    this.#exports.normalisePixels(byteOffset, to, length / 3, this.#kind);
  }
}
