import { ImageNetV2Error } from "@imagenet-v2/core";
import { wasm } from "../generated/kernel.ts";

/** What assembly/index.ts exports. Pointers are byte offsets; a negative answer is a status. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly width: { readonly value: number };
  readonly height: { readonly value: number };
  readonly normaliseTable: { readonly value: number };
  input(length: number): number;
  open(): number;
  pixels(dct: number, x0: number, y0: number, x1: number, y1: number): number;
  plan(
    sourceWidth: number,
    sourceHeight: number,
    columns: number,
    rows: number,
    w: number,
    h: number,
    x: number,
    y: number,
    acrossPairs: number,
    downPairs: number,
    verticalFirst: boolean,
    kind: number,
  ): number;
  acrossTable(): number;
  downTable(): number;
  tensor(dct: number, x0: number, y0: number, x1: number, y1: number): number;
  floats(pixels: number, kind: number): number;
  resample(imageWidth: number, x0: number, y0: number, x1: number, y1: number): number;
}

/** The little that is needed of WebAssembly's types, which Node's have not. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    Module: new (bytes: Uint8Array) => object;
    Instance: new (module: object, imports: object) => { readonly exports: unknown };
    validate(bytes: Uint8Array): boolean;
  };
};

let compiled: object | undefined;

/**
 * A new instance with a memory of its own; the module is compiled once a thread.
 *
 * @throws UNSUPPORTED where WebAssembly has no vectors
 */
export function instantiate(): KernelExports {
  if (compiled === undefined) {
    const bytes = Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0));
    if (!WebAssembly.validate(bytes)) {
      throw new ImageNetV2Error(
        "UNSUPPORTED",
        "This runtime has no WebAssembly vectors (SIMD128).",
        {
          feature: "WebAssembly SIMD128",
        },
      );
    }
    compiled = new WebAssembly.Module(bytes);
  }
  return new WebAssembly.Instance(compiled, {}).exports as KernelExports;
}
