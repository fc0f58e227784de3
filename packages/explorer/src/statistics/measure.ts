import type { ImageTensor } from "@imagenet-v2/core";

/** What the pixels of one image tell. */
export interface Measures {
  /** Mean luma (ITU-R BT.601), 0 to 255. */
  readonly brightness: number;
  /** M of Hasler and Süsstrunk, "Measuring colourfulness in natural images" (2003). */
  readonly colourfulness: number;
  /** Variance of the Laplacian of luma, as in Pech-Pacheco et al. (2000). */
  readonly sharpness: number;
}

export function measure(image: ImageTensor, luma: Float32Array = lumaOf(image)): Measures {
  const [height, width] = image.shape;
  return {
    brightness: mean(luma),
    colourfulness: colourfulness(image.data),
    sharpness: laplacianVariance(luma, width, height),
  };
}

/** 0.299 R + 0.587 G + 0.114 B, row by row. */
export function lumaOf({ data }: ImageTensor): Float32Array {
  const luma = new Float32Array(data.length / 3);
  for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += 3) {
    luma[pixel] =
      0.299 * (data[at] as number) +
      0.587 * (data[at + 1] as number) +
      0.114 * (data[at + 2] as number);
  }
  return luma;
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function colourfulness(rgb: Uint8Array): number {
  const count = rgb.length / 3;
  let sumA = 0;
  let sumB = 0;
  let squares = 0;
  for (let at = 0; at < rgb.length; at += 3) {
    const red = rgb[at] as number;
    const green = rgb[at + 1] as number;
    const a = red - green;
    const b = (red + green) / 2 - (rgb[at + 2] as number);
    sumA += a;
    sumB += b;
    squares += a * a + b * b;
  }
  const squaredMean = (sumA * sumA + sumB * sumB) / (count * count);
  const variance = Math.max(squares / count - squaredMean, 0);
  return Math.sqrt(variance) + 0.3 * Math.sqrt(squaredMean);
}

/** Over the inner pixels; 0 where there are none. */
function laplacianVariance(luma: Float32Array, width: number, height: number): number {
  let sum = 0;
  let squares = 0;
  for (let row = 1; row < height - 1; row++) {
    for (let at = row * width + 1; at < (row + 1) * width - 1; at++) {
      const value =
        (luma[at - width] as number) +
        (luma[at - 1] as number) +
        (luma[at + 1] as number) +
        (luma[at + width] as number) -
        4 * (luma[at] as number);
      sum += value;
      squares += value * value;
    }
  }
  const count = Math.max(width - 2, 0) * Math.max(height - 2, 0);
  return count === 0 ? 0 : Math.max(squares / count - (sum / count) ** 2, 0);
}
