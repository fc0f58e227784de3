import type { ImageTensor } from "@imagenet-v2/core";
import type { Dct } from "../dct.ts";
import { wasm } from "../generated/kernel.ts";
import { checkSize, defaultMaxPixels } from "../limits.ts";
import type { Elements } from "../normalise.ts";
import { type PackedGeometry, type Preparation, prepare } from "../preparation.ts";
import type { Preprocessing } from "../preprocessing.ts";
import type { KernelExports } from "./exports.ts";
import { instantiate } from "./instance.ts";
import { kindOf } from "./kind.ts";
import { type Refusal, refusalOf } from "./refusal.ts";

export interface KernelOptions {
  /** @default "accurate" */
  readonly dct?: Dct | undefined;
  /**
   * What errors call the image.
   * @default "image"
   */
  readonly name?: string | undefined;
  /** @default 64_000_000 */
  readonly maxPixels?: number | undefined;
}

export interface WholeImageOptions extends KernelOptions {
  /**
   * Where the pixels go, from its first byte on: new memory for each image costs up to a tenth of its
   * decoding. Default: new memory.
   */
  readonly into?: Uint8Array | undefined;
}

export interface DecodeIntoOptions extends KernelOptions {
  /** As `parsePreprocessing` returns it. What is worked out for it is kept as long as this object. */
  readonly preprocessing: Preprocessing;
}

/** More taps than this, and sums of the weights' lower halves may not fit 32 bits. */
const maxPairs = 1024;

/**
 * The decoder of assembly/ with a memory of its own: synchronous, for one thread. It allocates as
 * much as the largest image so far needed and keeps it; dropping the object frees it.
 *
 * What it declines is returned as a {@link Refusal} and left to others; it never returns pixels that
 * libjpeg would warn of.
 */
export class Kernel {
  readonly #exports = instantiate(wasm) as KernelExports;
  #bytes = new Uint8Array(this.#exports.memory.buffer);
  /** The preparation whose table lies in memory. */
  #normalisedFor: Preparation | undefined;

  /**
   * Room for a JPEG inside the kernel: read a file straight into it, then hand it to `decode` or
   * `decodeInto`, and no byte is copied. Bytes for `normaliseInto` likewise. Valid until the next call
   * of any other method.
   * @throws RangeError where a gigabyte is not enough
   */
  input(length: number): Uint8Array {
    const at = this.#room(length);
    if (at < 0) throw new RangeError(`No room for ${length} bytes.`);
    return this.#memory().subarray(at, at + length);
  }

  /** All pixels of a JPEG. @throws IMAGE_TOO_LARGE; RangeError if they do not fit into `into` */
  decode(jpeg: Uint8Array, options: WholeImageOptions = {}): ImageTensor | Refusal {
    const refusal = this.#open(jpeg, options);
    if (refusal !== undefined) return refusal;
    const { width, height } = this.#size();
    const at = this.#exports.pixels(code(options.dct), 0, 0, width, height);
    if (at < 0) return refusalOf(at) as Refusal;
    const length = width * height * 3;
    const data = options.into?.subarray(0, length) ?? new Uint8Array(length);
    data.set(this.#memory().subarray(at, at + length));
    return { data, shape: [height, width, 3], dtype: "uint8" };
  }

  /**
   * Decodes what a preprocessing keeps of a JPEG and writes its tensor into `out`, from element
   * `offset` on. Only the window that the crop needs is decoded: damage below or beside it may not
   * be seen, a cut file always is.
   *
   * @returns `undefined` when it is done
   * @throws IMAGE_TOO_LARGE
   */
  decodeInto(
    jpeg: Uint8Array,
    options: DecodeIntoOptions,
    out: Elements,
    offset = 0,
  ): Refusal | undefined {
    const refusal = this.#open(jpeg, options);
    if (refusal !== undefined) return refusal;
    const { width, height } = this.#size();
    const preparation = prepare(options.preprocessing);
    const geometry = preparation.geometry(width, height);
    const { x0, y0, x1, y1 } = geometry.plan.window;
    return this.#tensor(preparation, geometry, out, offset, () =>
      this.#exports.tensor(code(options.dct), x0, y0, x1, y1),
    );
  }

  /** The same for an image that is decoded already. */
  resampleInto(
    { data, shape: [height, width] }: ImageTensor,
    preprocessing: Preprocessing,
    out: Elements,
    offset = 0,
  ): Refusal | undefined {
    const preparation = prepare(preprocessing);
    const geometry = preparation.geometry(width, height);
    const { x0, y0, x1, y1 } = geometry.plan.window;
    const refusal = this.#take(data);
    if (refusal !== undefined) return refusal;
    return this.#tensor(preparation, geometry, out, offset, () =>
      this.#exports.resample(width, x0, y0, x1, y1),
    );
  }

  /**
   * The floats of a tensor of bytes, which is what the same preprocessing makes with `dtype: "uint8"`.
   */
  normaliseInto(
    bytes: Uint8Array,
    preprocessing: Preprocessing,
    out: Float32Array,
    offset = 0,
  ): Refusal | undefined {
    const refusal = this.#take(bytes);
    if (refusal !== undefined) return refusal;
    this.#normalise(prepare(preprocessing));
    // Taken now: where making room grows the memory, a view of the input is no longer one.
    const { length } = bytes;
    const at = this.#exports.floats(length / 3, kindOf(preprocessing));
    if (at < 0) return refusalOf(at);
    out.set(new Float32Array(this.#memory().buffer, at, length), offset);
    return undefined;
  }

  #open(jpeg: Uint8Array, { name = "image", maxPixels = defaultMaxPixels }: KernelOptions) {
    const refusal = this.#take(jpeg) ?? refusalOf(this.#exports.open());
    if (refusal === undefined) {
      const { width, height } = this.#size();
      checkSize(width, height, maxPixels, name);
    }
    return refusal;
  }

  /** Copies bytes to the input, unless they lie there. A part of the input is an input of its own. */
  #take(bytes: Uint8Array): Refusal | undefined {
    const at = this.#room(bytes.length);
    if (at < 0) return refusalOf(at);
    const memory = this.#memory();
    if (bytes.buffer !== memory.buffer || bytes.byteOffset !== at) memory.set(bytes, at);
    return undefined;
  }

  /** Where so many bytes may be written, or the status for no room: a larger number is none in the kernel. */
  #room(length: number): number {
    return length > maxInput ? noRoom : this.#exports.input(length);
  }

  #tensor(
    preparation: Preparation,
    { columns, rows, x, y, plan, across, down }: PackedGeometry,
    out: Elements,
    offset: number,
    make: () => number,
  ): Refusal | undefined {
    if (across.pairs > maxPairs || down.pairs > maxPairs) return "room";
    const { window, verticalFirst } = plan;
    const { preprocessing } = preparation;
    this.#normalise(preparation);
    const at = this.#exports.plan(
      window.x1 - window.x0,
      window.y1 - window.y0,
      columns,
      rows,
      plan.across.first.length,
      plan.down.first.length,
      x,
      y,
      across.pairs,
      down.pairs,
      verticalFirst,
      kindOf(preprocessing),
    );
    if (at < 0) return refusalOf(at);
    const { buffer } = this.#memory();
    new Int32Array(buffer, this.#exports.acrossTable(), across.words.length).set(across.words);
    new Int32Array(buffer, this.#exports.downTable(), down.words.length).set(down.words);
    const refusal = refusalOf(make());
    if (refusal !== undefined) return refusal;
    const View = preprocessing.dtype === "float32" ? Float32Array : Uint8Array;
    out.set(new View(this.#memory().buffer, at, columns * rows * 3), offset);
    return undefined;
  }

  #normalise(preparation: Preparation): void {
    if (this.#normalisedFor === preparation) return;
    const at = this.#exports.normaliseTable.value;
    new Float32Array(this.#memory().buffer, at, preparation.table.length).set(preparation.table);
    this.#normalisedFor = preparation;
  }

  #size() {
    return { width: this.#exports.width.value, height: this.#exports.height.value };
  }

  /** The memory as it is now: growing it replaces its buffer. */
  #memory(): Uint8Array<ArrayBuffer> {
    const { buffer } = this.#exports.memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }
}

/** LIMIT in assembly/memory.ts. */
const maxInput = 2 ** 30;
/** TOO_LARGE in assembly/status.ts. */
const noRoom = -2;

/** @throws UNSUPPORTED where WebAssembly has no vectors */
export function createKernel(): Kernel {
  return new Kernel();
}

function code(dct: Dct = "accurate"): number {
  return dct === "fast" ? 1 : 0;
}
