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
export { shardFromEnvironment } from "#platform";
export { readClasses } from "./classes/read.ts";
export { htmlLeaderboard } from "./leaderboard/html.ts";
export {
  type Board,
  type Leaderboard,
  type LeaderboardOptions,
  leaderboard,
} from "./leaderboard/leaderboard.ts";
export { csvLeaderboard, markdownLeaderboard, textLeaderboard } from "./leaderboard/text.ts";
export type { Mistake } from "./mistakes/mistake.ts";
export { mistakesInWords, type Probe, type ProbeOptions, probeMistakes } from "./mistakes/probe.ts";
export {
  type PreprocessingProbe,
  type ProbedPreprocessing,
  type ProbePreprocessingOptions,
  probedInWords,
  probePreprocessing,
} from "./mistakes/probe-preprocessing.ts";
export { recountClasses } from "./mistakes/recount.ts";
export {
  type OnnxModel,
  type OnnxModelOptions,
  type OnnxRuntime,
  type OnnxSession,
  onnxModel,
} from "./models/onnx.ts";
export type { OnnxPlace } from "./models/onnx-file.ts";
export type { GivenPreprocessing } from "./models/preprocessing.ts";
export type { ImageInput } from "./models/signature.ts";
export {
  type TensorFlow,
  type TfjsModel,
  type TfjsModelOptions,
  type TfModel,
  type TfTensor,
  type TfValue,
  tfjsModel,
} from "./models/tfjs.ts";
export {
  type OurPreprocessingOptions,
  type OwnPreprocessingOptions,
  type Transformers,
  type TransformersModel,
  type TransformersNet,
  type TransformersPipeline,
  transformersModel,
} from "./models/transformers.ts";
export type { LabelledImage } from "./predictions/images.ts";
export type { PredictionsFile } from "./predictions/predictions-file.ts";
export { type ReadPredictionsOptions, readPredictions } from "./predictions/read.ts";
export { type ComparisonPageOptions, markdownComparison } from "./report/comparison.ts";
export { type HtmlReportOptions, htmlReport } from "./report/html.ts";
export { htmlComparison } from "./report/html-comparison.ts";
export { markdownReport } from "./report/markdown.ts";
export type { ValidationResults } from "./report/measured-validation.ts";
export {
  type Report,
  type ReportOptions,
  report,
  type Subject,
  type SureMistake,
} from "./report/report.ts";
export { textReport } from "./report/text.ts";
export type { Answer } from "./run/answer.ts";
export {
  type ChangedAnswer,
  type ComparePipelinesOptions,
  type Contender,
  changesInWords,
  comparePipelines,
  type PipelineComparison,
} from "./run/compare-pipelines.ts";
export { evaluate } from "./run/evaluate.ts";
export type { EvaluateOptions, PipelineOptions, RunOptions } from "./run/evaluate-options.ts";
export type { RunHeader } from "./run/header.ts";
export { type Merged, type MergeOptions, merge } from "./run/merge.ts";
export type { Model, Outputs, Predict, Settings } from "./run/model.ts";
export type {
  Classify,
  ClassifyContext,
  ImageInputKind,
  ImageInputs,
  ImagePipeline,
} from "./run/pipeline.ts";
export type { EvaluationProgress } from "./run/progress.ts";
export { formatResults } from "./run/results-file.ts";
export type { ResultsHandle } from "./run/results-place.ts";
export type { Evaluation } from "./run/run-job.ts";
export { parseShard, type Shard } from "./run/shard.ts";
export type { SkippedImage } from "./run/skipped.ts";
export * from "./statistics.ts";
