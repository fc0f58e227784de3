/**
 * Why the kernel leaves an image to others. `"damage"` is all that libjpeg would warn of or refuse;
 * the others are kinds of JPEG that it does not decode, pixels that it has no room for, or that there is no
 * kernel.
 */
export type Refusal = (typeof refusals)[number];

// In the order of assembly/status.ts, from -1 down; the last is only for where there is no kernel.
const refusals = [
  "damage",
  "room",
  "coding",
  "precision",
  "colour",
  "sampling",
  "scans",
  "vectors",
] as const;

/** The refusal that a negative status stands for; `undefined` if it is none. */
export function refusalOf(status: number): Refusal | undefined {
  return status < 0 ? (refusals[-status - 1] ?? "damage") : undefined;
}

/** Each refusal as the feature it would take. */
export const features: Readonly<Record<Exclude<Refusal, "damage">, string>> = {
  room: "an image of this size",
  coding: "progressive, lossless or arithmetic coding",
  precision: "more than 8 bits a sample",
  colour: "colours that are neither grey, YCbCr nor RGB",
  sampling: "chroma of less than half resolution",
  scans: "one scan for each component",
  vectors: "an image without WebAssembly vectors",
};
