let told = false;

/**
 * Says once, as the batches are the same, that fewer threads make them than were wanted.
 *
 * @param _why a thread gave up; here it is always for want of room
 */
export function tellFewerThreads(wanted: number, _why?: Error): void {
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
