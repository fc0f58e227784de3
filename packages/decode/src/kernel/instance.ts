import { ImageNetV2Error } from "@imagenet-v2/core";
import { WebAssembly } from "./web-assembly.ts";

const compiled = new Map<string, object>();

/** Whether this runtime has what a program in base64 wants of WebAssembly. */
export function runs(wasm: string): boolean {
  return WebAssembly !== undefined && (compiled.has(wasm) || WebAssembly.validate(bytesOf(wasm)));
}

function bytesOf(wasm: string): Uint8Array {
  return Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0));
}

/**
 * A new instance of a program in base64, which is compiled once a thread.
 *
 * @throws UNSUPPORTED where there is no WebAssembly, or not what the program wants of it, or no room for its
 * memory: V8 reserves 10 GiB of addresses for each, whatever its size
 */
export function instantiate(wasm: string, imports: object = {}): unknown {
  if (WebAssembly === undefined) {
    throw new ImageNetV2Error(
      "UNSUPPORTED",
      "This runtime has no WebAssembly, which decodes the images.",
      { feature: "WebAssembly" },
      { hint: "Node has none with --jitless; a page needs 'wasm-unsafe-eval' in its CSP." },
    );
  }
  let module = compiled.get(wasm);
  if (module === undefined) {
    if (!runs(wasm)) {
      const feature = "WebAssembly SIMD or threads";
      throw new ImageNetV2Error("UNSUPPORTED", `This runtime has no ${feature}.`, { feature });
    }
    module = new WebAssembly.Module(bytesOf(wasm));
    compiled.set(wasm, module);
  }
  try {
    return new WebAssembly.Instance(module, imports).exports;
  } catch (cause) {
    // By name: another realm has a class of its own.
    if ((cause as Error).name !== "RangeError") throw cause;
    throw shortOfRoom(
      "There is no room for the memory of a decoder.",
      "Each takes 10 GiB of addresses: raise the limit (ulimit -v), use fewer workers, or start Node with --disable-wasm-trap-handler.",
      cause,
    );
  }
}

/** Not an error of the image that it came up with: where there is memory, it can be decoded. */
export function shortOfRoom(why: string, hint: string, cause?: unknown): ImageNetV2Error {
  return new ImageNetV2Error(
    "UNSUPPORTED",
    why,
    { feature: "WebAssembly memory" },
    { hint, cause },
  );
}
