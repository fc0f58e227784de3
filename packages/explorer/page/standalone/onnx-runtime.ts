import * as ort from "onnxruntime-web/wasm";

// What spins or shares memory needs a page that is isolated from others, which a plain file server's is not.
ort.env.wasm.numThreads = 1;

/** From the page's own server, like everything else. */
export const runtime = ort;
