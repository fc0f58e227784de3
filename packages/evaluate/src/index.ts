/**
 * From predictions to an answer: how often a model is right, how sure that is, whether it is better
 * than another, and where it stands among the published ones.
 *
 * @example
 * import { inWords, compare, score } from "@imagenet-v2/evaluate";
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
export { readClasses } from "./classes/read.ts";
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
export type { Mistake } from "./mistakes/mistake.ts";
export { mistakesInWords, type Probe, type ProbeOptions, probeMistakes } from "./mistakes/probe.ts";
export { recountClasses } from "./mistakes/recount.ts";
export {
  type OnnxModel,
  type OnnxModelOptions,
  type OnnxRuntime,
  type OnnxSession,
  onnxModel,
} from "./models/onnx.ts";
export type { ImageInput } from "./models/onnx-signature.ts";
export { type TensorFlow, type TfjsModelOptions, type TfTensor, tfjsModel } from "./models/tfjs.ts";
export { isCorrect, type Prediction } from "./prediction.ts";
export type { LabelledImage } from "./predictions/images.ts";
export type { PredictionsFile } from "./predictions/predictions-file.ts";
export { type ReadPredictionsOptions, readPredictions } from "./predictions/read.ts";
export { type HtmlReportOptions, htmlReport } from "./report/html.ts";
export { markdownReport } from "./report/markdown.ts";
export { type Report, type ReportOptions, report, type Subject } from "./report/report.ts";
export { textReport } from "./report/text.ts";
export { type EvaluateOptions, evaluate } from "./run/evaluate.ts";
export type { RunHeader } from "./run/header.ts";
export { shardFromEnvironment } from "./run/launchers.ts";
export { type Merged, type MergeOptions, merge } from "./run/merge.ts";
export type { Model, Outputs, Predict, Settings, TensorBatch } from "./run/model.ts";
export type { EvaluationProgress } from "./run/progress.ts";
export type { Evaluation } from "./run/run-job.ts";
export { parseShard, type Shard } from "./run/shard.ts";
export type { SkippedImage } from "./run/skipped.ts";
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
