import type { TensorBatch } from "@imagenet-v2/loader";
import type { GivenPreprocessing } from "../models/preprocessing.ts";
import type { Answer } from "./answer.ts";

/** A row of numbers, one for each class, as any kind of array. */
export type ClassScores = ArrayLike<number>;

/**
 * What a model says about a batch: a number for each class of the dataset and image. A model of ImageNet
 * may give 1000, or 1001 with a background class first, about any dataset whose classes are ImageNet's by
 * WordNet id or name; the others are left out. As one flat array, as a tensor,
 * or as a list with an {@link Answer} for each image. A tensor's `type` is needed where `data` is a
 * Uint16Array, which may hold the bits of `"float16"`.
 *
 * What the numbers are is found out once a run, from all rows: probabilities (from 0 to 1 and add up
 * to 1, but for the rounding of quantised ones), percentages, or else logits. Scores from 0 to 1 that
 * do not add up to 1, as of a sigmoid, and integers are ranked, and give no probabilities.
 */
export type Outputs =
  | ClassScores
  // A library's tensor may hold texts and big integers by its type; the numbers are looked at when they come.
  | { readonly data: ArrayLike<unknown>; readonly type?: string | undefined }
  | readonly Exclude<Answer, number>[];

/**
 * Any function from a batch to scores. The batch is its own: it may keep it, unless `reuse` is on; then
 * it is gone when the answer is there. An output that a session does not have is `undefined`, and refused
 * with its name.
 *
 * @example
 * const predict = async ({ image }) => (await session.run({ input: toOrt(ort, { image }) })).logits;
 */
export type Predict = (
  batch: TensorBatch,
  options: { readonly signal: AbortSignal | undefined },
) => Outputs | undefined | PromiseLike<Outputs | undefined>;

type Plain = string | number | boolean | null;

/** Plain data of one level: values, and lists of them. */
export type Settings = Readonly<Record<string, Plain | readonly Plain[]>>;

/** A function with what is known about it. {@link onnxModel}, {@link tfjsModel} and {@link transformersModel} make one. */
export interface Model {
  readonly name: string;
  /** Of its file, where it has one: results of different models are not mixed. */
  readonly sha256?: string | undefined;
  /** What else its numbers depend on, as plain data: results with other settings are not mixed. */
  readonly settings?: Settings | undefined;
  /** What it wants done to an image. */
  readonly preprocessing: GivenPreprocessing;
  /**
   * What each output stands for: a WordNet id, or a name or several of a class, separated by commas. One
   * for each output. Default: 1000 are ImageNet's classes in the order of their WordNet ids, 1001 these
   * after a background class, 21,842 these before all others; as many as the dataset has classes are
   * these.
   */
  readonly labels?: readonly string[] | undefined;
  /**
   * The embeddings of classes that its scores are the scaled cosines to. Such scores are logits, whatever
   * they look like, and there must be a row for each class, or for each label: checked before any image
   * is decoded.
   */
  readonly classEmbeddings?:
    | { readonly file: string; readonly shape: readonly [classes: number, width: number] }
    | undefined;
  /** What runs it, with its version; reports tell. */
  readonly runtime?: string | undefined;
  /**
   * Whether it keeps nothing of a batch once its answer is there, and transfers no memory of it: then
   * all batches share their memory, and none is copied. @default false
   */
  readonly reuse?: boolean | undefined;
  readonly predict: Predict;
}
