/** Pillow's resampling filters, by the names PIL gives them. */
export const interpolations = [
  "nearest",
  "box",
  "bilinear",
  "hamming",
  "bicubic",
  "lanczos",
] as const;

export type Interpolation = (typeof interpolations)[number];

interface Filter {
  /** How far it reaches to each side, in pixels of the smaller of the two images. */
  readonly support: number;
  /** What a pixel at distance `x` counts. */
  readonly weight: (x: number) => number;
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI));

// Pillow writes these two of Hamming's as single precision.
const hamming = [Math.fround(0.54), Math.fround(0.46)] as const;

/** The filters that weigh; nearest only picks. Formulas and edges as in Pillow's Resample.c. */
export const filters: Readonly<Record<Exclude<Interpolation, "nearest">, Filter>> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: {
    support: 1,
    weight: (x) =>
      Math.abs(x) >= 1 ? 0 : sinc(Math.abs(x)) * (hamming[0] + hamming[1] * Math.cos(x * Math.PI)),
  },
  bicubic: {
    support: 2,
    weight: (signed) => {
      const a = -0.5;
      const x = Math.abs(signed);
      if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    },
  },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};
