import { tinyJpeg } from "@imagenet-v2/fixtures";
import { type Dataset, type DecodedExample, datasetOf } from "@imagenet-v2/loader";
import { MemoryStore } from "@imagenet-v2/stores";

/** Pictures of one colour each: the class is written in red and green. */
export async function pictures(
  labels: readonly number[],
): Promise<Dataset<DecodedExample<undefined>>> {
  const images: Record<string, Uint8Array> = {};
  for (const [i, label] of labels.entries()) {
    images[`${label}/${String(i).padStart(40, "0")}.jpeg`] = await colourOf(label);
  }
  return datasetOf(await MemoryStore.of(images, { name: "colours" }));
}

/** A picture with its class in red and green. */
function colourOf(label: number): Promise<Buffer> {
  return tinyJpeg({ color: [Math.floor(label / 32) * 8, (label % 32) * 8, 100] });
}

export { oneHot, onePixel, readColour } from "./colour-model.ts";
