import { readFileSync } from "node:fs";

interface Reference {
  intervals: {
    correct: number;
    n: number;
    level: number;
    clopperPearson: [number, number];
    wilson: [number, number];
  }[];
  paired: {
    onlyFirst: number;
    onlySecond: number;
    n: number;
    exact: number;
    midP: number;
    interval: [number, number];
  }[];
  corrections: { p: number[]; holm: number[] }[];
  calibrations: {
    bins: number;
    ece: number;
    logLoss: number;
    logLossOfScikitLearn: number;
    probabilities: number[][];
    labels: number[];
  }[];
  fits: { scale: "probit" | "linear"; slope: number; intercept: number; r: number }[];
}

/** What SciPy, statsmodels and scikit-learn say; the file tells how it was made. */
export const reference: Reference = JSON.parse(
  readFileSync(new URL("reference/statistics.json", import.meta.url), "utf8"),
);
