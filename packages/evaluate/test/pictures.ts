import { tinyJpeg } from "@imagenet-v2/fixtures";
import {
  type Dataset,
  type DecodedExample,
  datasetOf,
  type TensorBatch,
} from "@imagenet-v2/loader";
import { MemoryStore } from "@imagenet-v2/stores";

/** Pictures of one colour each: the class is written in red and green. */
export async function pictures(
  labels: readonly number[],
): Promise<Dataset<DecodedExample<undefined>>> {
  const images: Record<string, Uint8Array> = {};
  for (const [i, label] of labels.entries()) {
    const color = [Math.floor(label / 32) * 8, (label % 32) * 8, 100] as const;
    images[`${label}/${String(i).padStart(40, "0")}.jpeg`] = await tinyJpeg({ color });
  }
  return datasetOf(await MemoryStore.of(images, { name: "colours" }));
}

/** What the colour reader wants: one pixel, as it is. */
export const onePixel = { resize: [1, 1], dtype: "uint8" } as const;

/** A model that reads the class from the colour: red and green planes of one pixel. */
export function readColour({ image: { data, shape } }: TensorBatch): number[][] {
  const [n = 0] = shape;
  return Array.from({ length: n }, (_, i) => {
    const [red = 0, green = 0] = data.subarray(3 * i, 3 * i + 3);
    return oneHot(Math.round(red / 8) * 32 + Math.round(green / 8));
  });
}

/** Logits that favour one class. */
export function oneHot(label: number, count = 1000): number[] {
  return Array.from({ length: count }, (_, i) => (i === label ? 5 : 0));
}
