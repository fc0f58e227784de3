import { isImageNetV2Error } from "@imagenet-v2/core";

/** Whether an error says that there was no memory for a decoder: others, or this one later, may get it. */
export function isShortOfRoom(error: unknown): boolean {
  return isImageNetV2Error(error, "UNSUPPORTED") && error.feature === "WebAssembly memory";
}

let told = false;

/** Says once, as the batches are the same, that fewer threads make them than were wanted. */
export function tellFewerThreads(wanted: number): void {
  if (told) return;
  told = true;
  process.emitWarning(
    `batches: not all of ${wanted} threads get a memory to decode in. Those that do make the batches; where none does, the calling thread.`,
    {
      type: "ImageNetV2Warning",
      detail:
        "Each takes 10 GiB of addresses: raise the limit (ulimit -v), or start Node with --disable-wasm-trap-handler.",
    },
  );
}
