import type { ImageTensor } from "@imagenet-v2/core";
import {
  type CompiledPreprocessing,
  type PackedGeometry,
  prepare,
} from "../compiled-preprocessing.ts";
import type { Dct } from "../dct.ts";
import { formatOf } from "../format.ts";
import { wasm } from "../generated/kernel.ts";
import { wasm as scalarWasm } from "../generated/scalar.ts";
import { checkHeader } from "../header.ts";
import { checkSize, defaultMaxPixels } from "../limits.ts";
import { type Elements, writeNormalised, writeTensor } from "../normalise.ts";
import { decodePng } from "../png/decode.ts";
import type { Preprocessing } from "../preprocessing.ts";
import { resample } from "../resample/resample.ts";
import type { KernelExports } from "./exports.ts";
import { instantiate, runs, shortOfRoom } from "./instance.ts";
import { kindOf } from "./kind.ts";
import { noRoom, refusal } from "./verdict.ts";

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

export interface KernelSettings {
  /**
   * Whether to use WebAssembly SIMD. Without it the same results take several times as long.
   * @default whether the runtime has it
   */
  readonly simd?: boolean | undefined;
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

/** More bytes than this cannot be asked for: assembly/memory.ts refuses them all. */
const maxInput = 2 ** 30;

/** WebAssembly memory never shrinks: after an image that took more, the next one gets a new one. */
const keptBytes = 64 * 2 ** 20;

/**
 * The decoder of assembly/ with a memory of its own: synchronous, for one thread. It decodes every JPEG
 * of 8 bits that the reference decodes, to its pixels, and refuses what it refuses: Pillow for the
 * accurate DCT, TensorFlow for the fast one. A PNG becomes pixels outside of that memory (src/png), and
 * is resampled in it. It keeps up to 64 MiB of memory between images; dropping the
 * object frees it.
 */
export class Kernel {
  readonly #program: string;
  #instance: KernelExports | undefined;
  #bytes = new Uint8Array();
  /** The preparation whose table is in the memory. */
  #normalisedFor: CompiledPreprocessing | undefined;

  /** @throws UNSUPPORTED */
  constructor({ simd = runs(wasm) }: KernelSettings = {}) {
    this.#program = simd ? wasm : scalarWasm;
    this.#instance = instantiate(this.#program) as KernelExports;
  }

  /**
   * Room for a file inside the kernel: read a file straight into it, then hand it to `decode` or
   * `decodeInto`, and no byte is copied. Bytes for `normaliseInto` likewise. Valid until the next call
   * of any other method.
   * @throws RangeError where a gigabyte is not enough; UNSUPPORTED where the machine has less
   */
  input(length: number): Uint8Array {
    const at = this.#room(length);
    if (at < 0) {
      this.#checkStarved("an image");
      throw new RangeError(`No room for ${length} bytes.`);
    }
    return this.#memory().subarray(at, at + length);
  }

  /**
   * All pixels of a JPEG or PNG, which its first bytes tell.
   * @throws NOT_A_JPEG, CORRUPT_IMAGE, IMAGE_TOO_LARGE, UNSUPPORTED; RangeError if they do not fit into `into`
   */
  decode(image: Uint8Array, options: WholeImageOptions = {}): ImageTensor {
    if (formatOf(image, options.name) === "PNG") return decodePng(image, options);
    const { width, height } = this.#open(image, options);
    const at = this.#checked(this.#exports.pixels(0, 0, width, height), options);
    const length = width * height * 3;
    const data = options.into?.subarray(0, length) ?? new Uint8Array(length);
    data.set(this.#memory().subarray(at, at + length));
    this.#release();
    return { data, shape: [height, width, 3], dtype: "uint8" };
  }

  /**
   * Decodes what a preprocessing keeps of a JPEG or PNG and writes its tensor into `out`, from element
   * `offset` on. Of a JPEG only the window that the crop needs becomes pixels; whether the file is damaged
   * is judged by all of it, as `decode` does.
   *
   * @throws NOT_A_JPEG, CORRUPT_IMAGE, IMAGE_TOO_LARGE, UNSUPPORTED
   */
  decodeInto(image: Uint8Array, options: DecodeIntoOptions, out: Elements, offset = 0): void {
    if (formatOf(image, options.name) === "PNG") {
      this.resampleInto(decodePng(image, options), options.preprocessing, out, offset, options);
      return;
    }
    const { width, height } = this.#open(image, options);
    const preparation = prepare(options.preprocessing);
    const geometry = preparation.geometry(width, height);
    if (this.#program !== wasm || isTooFine(geometry)) {
      writeResampled(this.decode(image, options), options.preprocessing, out, offset);
      return;
    }
    const { x0, y0, x1, y1 } = geometry.plan.window;
    this.#tensor(preparation, geometry, out, offset, options, () =>
      this.#exports.tensor(x0, y0, x1, y1),
    );
  }

  /** The same for an image that is decoded already. @throws IMAGE_TOO_LARGE */
  resampleInto(
    image: ImageTensor,
    preprocessing: Preprocessing,
    out: Elements,
    offset = 0,
    options: KernelOptions = {},
  ): void {
    const {
      data,
      shape: [height, width],
    } = image;
    const preparation = prepare(preprocessing);
    const geometry = preparation.geometry(width, height);
    if (this.#program !== wasm || isTooFine(geometry)) {
      writeResampled(image, preprocessing, out, offset);
      return;
    }
    const { x0, y0, x1, y1 } = geometry.plan.window;
    this.#take(data, options);
    this.#tensor(preparation, geometry, out, offset, options, () =>
      this.#exports.resample(width, x0, y0, x1, y1),
    );
  }

  /**
   * The floats of a tensor of bytes, which is what the same preprocessing makes with `dtype: "uint8"`.
   * @throws IMAGE_TOO_LARGE
   */
  normaliseInto(
    bytes: Uint8Array,
    preprocessing: Preprocessing,
    out: Float32Array,
    offset = 0,
  ): void {
    if (this.#program !== wasm) {
      writeNormalised(bytes, preprocessing, out.subarray(offset, offset + bytes.length));
      return;
    }
    this.#take(bytes, {});
    this.#normalise(prepare(preprocessing));
    // Taken now: where making room grows the memory, a view of the input is no longer one.
    const { length } = bytes;
    const at = this.#checked(this.#exports.floats(length / 3, kindOf(preprocessing)), {});
    out.set(new Float32Array(this.#memory().buffer, at, length), offset);
    this.#release();
  }

  #open(jpeg: Uint8Array, options: KernelOptions): { width: number; height: number } {
    const { name = "image", maxPixels = defaultMaxPixels, dct } = options;
    checkHeader(jpeg, name, dct);
    this.#take(jpeg, options);
    this.#checked(this.#exports.open(dct === "fast" ? 1 : 0), options);
    const size = this.#size();
    checkSize(size.width, size.height, maxPixels, name);
    return size;
  }

  #room(length: number): number {
    return length > maxInput ? noRoom : this.#exports.input(length);
  }

  /** Copies bytes to the input, unless they are there. A part of the input is an input of its own. */
  #take(bytes: Uint8Array, options: KernelOptions): void {
    const at = this.#checked(this.#room(bytes.length), options);
    const memory = this.#memory();
    if (bytes.buffer !== memory.buffer || bytes.byteOffset !== at) memory.set(bytes, at);
  }

  #tensor(
    preparation: CompiledPreprocessing,
    { columns, rows, x, y, plan, across, down }: PackedGeometry,
    out: Elements,
    offset: number,
    options: KernelOptions,
    make: () => number,
  ): void {
    const { window, verticalFirst } = plan;
    const { preprocessing } = preparation;
    this.#normalise(preparation);
    const at = this.#checked(
      this.#exports.plan(
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
      ),
      options,
    );
    const { buffer } = this.#memory();
    new Int32Array(buffer, this.#exports.acrossTable(), across.words.length).set(across.words);
    new Int32Array(buffer, this.#exports.downTable(), down.words.length).set(down.words);
    this.#checked(make(), options);
    const View = preprocessing.dtype === "float32" ? Float32Array : Uint8Array;
    out.set(new View(this.#memory().buffer, at, columns * rows * 3), offset);
    this.#release();
  }

  #normalise(preparation: CompiledPreprocessing): void {
    if (this.#normalisedFor === preparation) return;
    const at = this.#exports.normaliseTable.value;
    new Float32Array(this.#memory().buffer, at, preparation.table.length).set(preparation.table);
    this.#normalisedFor = preparation;
  }

  #size() {
    return { width: this.#exports.width.value, height: this.#exports.height.value };
  }

  /** An answer that is no status. */
  #checked(
    answer: number,
    { name = "image", maxPixels = defaultMaxPixels }: KernelOptions,
  ): number {
    if (answer >= 0) return answer;
    if (answer === noRoom) this.#checkStarved(name);
    const error = refusal(answer, {
      ...this.#size(),
      name,
      maxPixels,
      byte: this.#exports.stoppedAt(),
      rows: this.#exports.rowsRead.value,
    });
    this.#release();
    throw error;
  }

  get #exports(): KernelExports {
    this.#instance ??= instantiate(this.#program) as KernelExports;
    return this.#instance;
  }

  /** @throws UNSUPPORTED if the memory could not grow, though it is not too large */
  #checkStarved(name: string): void {
    if (this.#exports.starved.value === 0) return;
    this.#drop();
    throw shortOfRoom(
      `${name}: the machine has no more memory to decode it in.`,
      "Give the process more memory, or use fewer workers.",
    );
  }

  /** Lets go of a memory that an unusual image has made large. */
  #release(): void {
    if (this.#exports.memory.buffer.byteLength > keptBytes) this.#drop();
  }

  #drop(): void {
    this.#instance = undefined;
    this.#bytes = new Uint8Array();
    this.#normalisedFor = undefined;
  }

  /** The memory as it is now: growing it replaces its buffer. */
  #memory(): Uint8Array<ArrayBuffer> {
    const { buffer } = this.#exports.memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes as Uint8Array<ArrayBuffer>;
  }
}

/** @throws UNSUPPORTED where there is no WebAssembly, or no room for its memory */
export function createKernel(settings?: KernelSettings): Kernel {
  return new Kernel(settings);
}

function isTooFine({ across, down }: PackedGeometry): boolean {
  return across.pairs > maxPairs || down.pairs > maxPairs;
}

/** The tensor of an image in plain arithmetic. */
function writeResampled(
  { data, shape }: ImageTensor,
  preprocessing: Preprocessing,
  out: Elements,
  offset: number,
): void {
  const geometry = prepare(preprocessing).geometry(shape[1], shape[0]);
  const length = 3 * geometry.rows * geometry.columns;
  const part = out.subarray(offset, offset + length);
  writeTensor(resample(data, shape[1], geometry.plan), geometry, preprocessing, part);
}
