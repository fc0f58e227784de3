import { ImageNetV2Error } from "@imagenet-v2/core";
import { WebAssembly } from "./web-assembly.ts";

const modules = new Map<string, object | undefined>();

/** Whether this runtime has what a program in base64 wants of WebAssembly. */
export function runs(wasm: string): boolean {
  return moduleOf(wasm) !== undefined;
}

/** A program, decoded and compiled once a thread; `undefined` where the runtime lacks what it wants. */
function moduleOf(wasm: string): object | undefined {
  if (WebAssembly !== undefined && !modules.has(wasm)) {
    const bytes = Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0));
    modules.set(wasm, WebAssembly.validate(bytes) ? compiled(WebAssembly, bytes) : undefined);
  }
  return modules.get(wasm);
}

/** @throws UNSUPPORTED where a page's policy forbids it: the program itself is valid */
function compiled({ Module }: NonNullable<typeof WebAssembly>, bytes: Uint8Array): object {
  try {
    return new Module(bytes);
  } catch (cause) {
    throw noWebAssembly("This page may not compile WebAssembly, which decodes the images.", cause);
  }
}

function noWebAssembly(message: string, cause?: unknown): ImageNetV2Error {
  const hint = "Node has none with --jitless; a page needs 'wasm-unsafe-eval' in its CSP.";
  return new ImageNetV2Error("UNSUPPORTED", message, { feature: "WebAssembly" }, { hint, cause });
}

/**
 * A new instance of a program in base64, which is compiled once a thread.
 *
 * @throws UNSUPPORTED where there is no WebAssembly, or not what the program wants of it, or no room for its
 * memory: V8 reserves 10 GiB of addresses for each, whatever its size
 */
export function instantiate(wasm: string, imports: object = {}): unknown {
  if (WebAssembly === undefined) {
    throw noWebAssembly("This runtime has no WebAssembly, which decodes the images.");
  }
  const module = moduleOf(wasm);
  if (module === undefined) {
    const feature = "WebAssembly SIMD or threads";
    throw new ImageNetV2Error("UNSUPPORTED", `This runtime has no ${feature}.`, { feature });
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
