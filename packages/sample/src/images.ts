import { createHash } from "node:crypto";
import type { Crop } from "./crops.ts";
import { type Photograph, photographs } from "./photographs.ts";

/** One image of the sample. */
export interface SampleImage {
  /** `<class>/<sha1 of "<package>#<crop>">.jpeg`: the same, and so in the same order, everywhere. */
  readonly file_name: string;
  readonly label: number;
  readonly photograph: Photograph;
  readonly crop: Crop;
}

/** All images of the sample, photograph by photograph. */
export const sampleImages: readonly SampleImage[] = photographs.flatMap((photograph) =>
  photograph.crops.map((crop) => {
    const id = createHash("sha1").update(`${photograph.package}#${crop.name}`).digest("hex");
    return { file_name: `${crop.label}/${id}.jpeg`, label: crop.label, photograph, crop };
  }),
);
