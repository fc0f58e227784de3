import { isCorrect, type Prediction, tellsTop } from "../prediction.ts";

/** What became of the images of one class. */
export interface ClassScore {
  /** The class. */
  readonly label: number;
  readonly n: number;
  readonly top1Correct: number;
  /** `undefined` where a prediction, of any class, names fewer than five classes. */
  readonly top5Correct: number | undefined;
}

/** One class taken for another. */
export interface ConfusedPair {
  readonly label: number;
  /** The class that was given the first place in its stead. */
  readonly predicted: number;
  readonly count: number;
  /** The images. */
  readonly fileNames: readonly string[];
}

/** The classes that there are images of, by index. */
export function perClass(predictions: Iterable<Prediction>): ClassScore[] {
  const all = [...predictions];
  const tellsTop5 = tellsTop(all, 5);
  const scores = new Map<number, { n: number; top1Correct: number; top5Correct: number }>();
  for (const prediction of all) {
    const score = scores.get(prediction.label) ?? { n: 0, top1Correct: 0, top5Correct: 0 };
    scores.set(prediction.label, score);
    score.n++;
    if (isCorrect(prediction, 1)) score.top1Correct++;
    if (isCorrect(prediction, 5)) score.top5Correct++;
  }
  return [...scores]
    .sort(([a], [b]) => a - b)
    .map(([label, score]) => ({
      label,
      ...score,
      top5Correct: tellsTop5 ? score.top5Correct : undefined,
    }));
}

/**
 * Which classes are taken for which, most frequent first; equally frequent ones by label, then by
 * what was predicted. The pair is directed: A for B is not B for A.
 */
export function confusedPairs(predictions: Iterable<Prediction>): ConfusedPair[] {
  const pairs = new Map<string, { label: number; predicted: number; fileNames: string[] }>();
  for (const { label, top, file_name } of predictions) {
    const [predicted = label] = top;
    if (predicted === label) continue;
    const key = `${label} ${predicted}`;
    const pair = pairs.get(key) ?? { label, predicted, fileNames: [] };
    pairs.set(key, pair);
    pair.fileNames.push(file_name);
  }
  return [...pairs.values()]
    .map((pair) => ({ ...pair, count: pair.fileNames.length }))
    .sort((a, b) => b.count - a.count || a.label - b.label || a.predicted - b.predicted);
}
