// A model of ImageNet's 1000 classes that needs no training: the lighter a picture, the higher the class.
import type { TensorBatch } from "imagenet-v2";

/** Pixels from 0 to 1, nothing subtracted. */
export const preprocessing = { resize: [4, 4], mean: [0, 0, 0], std: [1, 1, 1] } as const;

/** A thousand scores for each image, the best for the class nearest to its lightness. */
export function lightnessModel({ image: { data, shape } }: TensorBatch): number[][] {
  const [images, ...sizes] = shape;
  const length = sizes.reduce((product, size) => product * size, 1);
  return Array.from({ length: images }, (_, i) => {
    const lightness = 1000 * (data[i * length] as number);
    return Array.from({ length: 1000 }, (_, c) => -((lightness - c) ** 2) / 1000);
  });
}
