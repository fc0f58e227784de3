/** What a model said about one image. One line of a results file is this as JSON. */
export interface Prediction {
  /** `"742/b7b5d9c7135ccf762b64e7ca06ccf4240014f12d.jpeg"`: what predictions are joined by. */
  readonly file_name: string;
  /** The true class: a position in the classes of the dataset. */
  readonly label: number;
  /**
   * Classes the model thinks likeliest, best first, all different. Five or more; fewer where a pipeline
   * names fewer, and then there is no top-5 accuracy.
   */
  readonly top: readonly number[];
  /** The probability of each class in `top`, where the model gives any. */
  readonly probabilities?: readonly number[] | undefined;
  /** The probability the model gave to `label`, for the log loss. */
  readonly likelihood?: number | undefined;
}

/** Whether every prediction names at least `k` classes: without them it is not known how often top-k is right. */
export function tellsTop(predictions: readonly Prediction[], k: number): boolean {
  return predictions.every(({ top }) => top.length >= k);
}

/** Whether the true class is among the `k` likeliest, as far as `top` tells. */
export function isCorrect({ top, label }: Prediction, k: number): boolean {
  const rank = top.indexOf(label);
  return rank !== -1 && rank < k;
}
