import type { ImageTensor } from "@imagenet-v2/core";
import type { Answer } from "./answer.ts";
import type { Settings } from "./model.ts";

/** What whole pipelines are given: an image as it is stored, or its pixels. */
export const imageInputKinds = ["jpeg", "image"] as const;

export type ImageInputKind = (typeof imageInputKinds)[number];

/**
 * What a pipeline is given: the stored bytes, in a buffer of their own, a JPEG as a rule; or all pixels,
 * RGB, of any size.
 */
export interface ImageInputs {
  readonly jpeg: Uint8Array<ArrayBuffer>;
  readonly image: ImageTensor;
}

/** What a pipeline is told of an image. */
export interface ClassifyContext {
  readonly file_name: string;
  /** Aborted when the answer is not wanted any more. */
  readonly signal: AbortSignal;
}

/**
 * A whole pipeline, from one image to an answer, with a preprocessing of its own.
 *
 * @example
 * const classify: Classify<"jpeg"> = async (jpeg, { signal }) => {
 *   const response = await fetch(server, { method: "POST", body: jpeg, signal });
 *   return (await response.json()).label;
 * };
 */
export type Classify<K extends ImageInputKind> = (
  image: ImageInputs[K],
  context: ClassifyContext,
) => Answer | undefined | PromiseLike<Answer | undefined>;

/** A pipeline with what is known about it. */
export interface ImagePipeline<K extends ImageInputKind = ImageInputKind> {
  readonly name: string;
  readonly input: K;
  /** Checksum of its files, where it has any: a run does not go on with results of other files. */
  readonly sha256?: string | undefined;
  /** What else its answers depend on, as plain data: a run does not go on with results of other settings. */
  readonly settings?: Settings | undefined;
  /** What each score stands for, as of a {@link Model}. */
  readonly labels?: readonly string[] | undefined;
  /** What runs it, with its version; reports tell. */
  readonly runtime?: string | undefined;
  readonly classify: Classify<K>;
}
