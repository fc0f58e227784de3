import type { Findings } from "../../src/statistics/findings.ts";
import { look } from "../../src/statistics/look.ts";
import type { SentImage, SentQuestion } from "./surveyors.ts";

/** Looks at images that were sent. */
export function lookAt({ ask, images }: SentQuestion): Promise<Findings> {
  const sent = new Map(images.map((image) => [image.index, image]));
  const the = (index: number) => sent.get(index) as SentImage;
  const store = {
    fileName: (index: number) => the(index).name,
    read: async (index: number) => the(index).bytes,
  };
  return look(store, { ask, indices: Uint32Array.from(sent.keys()) });
}
