/**
 * From predictions to an answer, without a file or a model: scores, how sure they are, and the published
 * field. It runs in a browser, and `@imagenet-v2/evaluate` has all of it, too.
 *
 * @example
 * import { compare, inWords, score } from "@imagenet-v2/evaluate/statistics";
 *
 * const { top1 } = score(predictions);
 * top1.accuracy; //=> 0.6212
 * top1.interval; //=> [0.6116, 0.6307]
 * inWords(compare({ name: "a", predictions }, { name: "b", predictions: others }));
 * //=> "a and b cannot be told apart on these 10,000 images: p = 0.23. …"
 *
 * @module
 */
export {
  type CompareOptions,
  type Comparison,
  compare,
  compareAll,
  type ModelPredictions,
} from "./certainty/compare.ts";
export { holm } from "./certainty/holm.ts";
export { inWords, percent, pValue } from "./certainty/in-words.ts";
export { type Interval, type IntervalOptions, interval } from "./certainty/interval.ts";
export { type Disagreement, mcnemar, pairedDifference } from "./certainty/paired.ts";
export { imagesNeeded, type PowerOptions, smallestDifference } from "./certainty/sample-size.ts";
export { type ProbitFit, probitFit } from "./field/fit.ts";
export {
  type Counts,
  type Encoding,
  type FieldModel,
  type PaperModel,
  paperModels,
  publishedField,
  type TestbedModel,
  testbedModels,
} from "./field/published.ts";
export { type Place, type RankOptions, rankAmongPublished, rankInWords } from "./field/rank.ts";
export type { ValidationAccuracy } from "./field/validation-accuracy.ts";
export { isCorrect, type Prediction } from "./prediction.ts";
export {
  type Calibration,
  calibration,
  logLoss,
  type ReliabilityBin,
} from "./scores/calibration.ts";
export { type ClassScore, type ConfusedPair, confusedPairs, perClass } from "./scores/per-class.ts";
export type { Rate } from "./scores/rate.ts";
export { type ScoreOptions, type Scores, score, topRate } from "./scores/score.ts";
export { topK } from "./scores/top-k.ts";
