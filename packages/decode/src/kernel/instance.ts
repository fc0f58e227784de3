import { ImageNetV2Error } from "@imagenet-v2/core";
import { WebAssembly } from "./web-assembly.ts";

const compiled = new Map<string, object>();

/**
 * A new instance of a program in base64, which is compiled once a thread.
 *
 * @throws UNSUPPORTED where WebAssembly has no vectors, or no threads if the program wants some
 */
export function instantiate(wasm: string, imports: object = {}): unknown {
  let module = compiled.get(wasm);
  if (module === undefined) {
    const bytes = Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0));
    if (!WebAssembly.validate(bytes)) {
      throw new ImageNetV2Error(
        "UNSUPPORTED",
        "This runtime has no WebAssembly vectors (SIMD128).",
        { feature: "WebAssembly SIMD128" },
      );
    }
    module = new WebAssembly.Module(bytes);
    compiled.set(wasm, module);
  }
  return new WebAssembly.Instance(module, imports).exports;
}
