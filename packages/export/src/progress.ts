import type { WriteProgress } from "@imagenet-v2/loader";
import type { Plan } from "./plan.ts";

/** Counts what was written, and tells of it now and then. */
export function progressTeller(
  { numExamples, fileBytes }: Plan,
  onProgress: ((progress: WriteProgress) => void) | undefined,
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
