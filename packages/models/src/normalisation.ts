import type { Preprocessing } from "@imagenet-v2/decode";

type Triple = Preprocessing["mean"];

/** A byte x becomes `(factor · x + offset - mean) / std`. */
interface Scaling {
  readonly factor: number;
  readonly offset: number;
  readonly mean: Triple;
  readonly std: Triple;
}

/** The same as `(rescale · x - mean) / std`, which is what a {@link Preprocessing} does. */
export function normalisation({ factor, offset, mean, std }: Scaling) {
  return { rescale: factor, mean: offset === 0 ? mean : each(mean, (m) => m - offset), std };
}

export function each([a, b, c]: Triple, change: (value: number, channel: 0 | 1 | 2) => number) {
  return [change(a, 0), change(b, 1), change(c, 2)] as const;
}

export const imagenet = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
} as const;
export const half = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } as const;
export const openai = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
} as const;
