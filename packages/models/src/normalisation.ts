import type { Preprocessing } from "@imagenet-v2/decode";

type Triple = Preprocessing["mean"];

/** A byte x becomes `(factor · x + offset - mean) / std`. */
interface Scaling {
  readonly factor: number;
  readonly offset: number;
  readonly mean: Triple;
  readonly std: Triple;
}

/** The same as `(x / 255 - mean) / std`, which is what a {@link Preprocessing} does. */
export function normalisation({ factor, offset, mean, std }: Scaling) {
  const scale = factor * 255;
  // 1/255, or 0.00392156862745098 as files have it.
  if (Math.abs(scale - 1) < 1e-12 && offset === 0) return { mean, std };
  return {
    mean: each(mean, (m) => (m - offset) / scale),
    std: each(std, (s) => s / scale),
  };
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
