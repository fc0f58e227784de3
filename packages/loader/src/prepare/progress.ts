import type { Plan } from "./plan.ts";

/** How far {@link prepare} is, told about ten times a second and at the end. */
export interface PrepareProgress {
  readonly examples: number;
  readonly totalExamples: number;
  /** Of the shards, framing included. */
  readonly bytes: number;
  readonly totalBytes: number;
}

/** Counts what was written, and tells of it now and then. */
export function progressTeller(
  { numExamples, fileBytes }: Plan,
  onProgress: ((progress: PrepareProgress) => void) | undefined,
): (bytes: number) => void {
  let examples = 0;
  let written = 0;
  let told = 0;
  return (bytes) => {
    examples++;
    written += bytes;
    const now = Date.now();
    if (now - told < 100 && examples < numExamples) return;
    told = now;
    onProgress?.({ examples, totalExamples: numExamples, bytes: written, totalBytes: fileBytes });
  };
}
