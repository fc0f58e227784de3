import { normalProbability, probit } from "../certainty/distributions.ts";
import type { FieldModel } from "./published.ts";

/** How accuracy on V2 follows from accuracy on the validation set, a line on the probit scale. */
export interface ProbitFit {
  readonly slope: number;
  readonly intercept: number;
  /** Correlation of the two. */
  readonly r: number;
  /** Models fitted. */
  readonly models: number;
  /** The accuracy on V2 that a model with this one on the validation set is expected to have. */
  predict(val: number): number;
}

/** The authors' file of this model has the best class at the first place for 247 images, among five for 3752. */
const unranked = "fv_16k";

/**
 * The least-squares line through the paper's models. They were all trained on ImageNet alone, so
 * what lies above the line is more robust than such models are: Taori et al.'s effective robustness.
 */
export function probitFit(models: readonly FieldModel[]): ProbitFit {
  const fitted = models.filter(({ inPaper, name }) => inPaper && name !== unranked);
  const points = fitted.map(({ val, v2 }) => [probit(val), probit(v2)] as const);
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([x]) => x), mean(([, y]) => y)];
  const xx = mean(([each]) => (each - x) ** 2);
  const yy = mean(([, each]) => (each - y) ** 2);
  const xy = mean(([a, b]) => (a - x) * (b - y));
  const slope = xy / xx;
  const intercept = y - slope * x;
  return {
    slope,
    intercept,
    r: xy / Math.sqrt(xx * yy),
    models: points.length,
    predict: (val) => normalProbability(intercept + slope * probit(val)),
  };
}
