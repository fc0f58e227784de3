import type { DamagedImage } from "../documents.ts";

/** What is asked about some images. */
export interface Question {
  readonly ask: "sizes" | "measures";
  readonly indices: Uint32Array;
}

/** What was found: three values for each image (`NaN` for one that is not there), and signatures with measures. */
export interface Findings {
  readonly values: Float32Array;
  readonly signatures: Uint8Array;
  readonly damaged: DamagedImage[];
}
