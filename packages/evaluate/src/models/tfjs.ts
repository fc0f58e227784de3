import { parseOptions } from "@imagenet-v2/core/internal";
import type { TensorBatch } from "@imagenet-v2/loader";
import * as z from "zod";
import type { Model } from "../run/model.ts";
import {
  type GivenPreprocessing,
  knownPreprocessing,
  unknownPreprocessing,
} from "./preprocessing.ts";

/** The part of TensorFlow.js that is used. */
export interface TensorFlow {
  tensor4d(
    values: Float32Array,
    shape: [number, number, number, number],
    dtype: "float32",
  ): TfTensor;
}

/** A tensor of TensorFlow.js. */
export interface TfTensor {
  data(): Promise<ArrayLike<number>>;
  dispose(): void;
}

export interface TfjsModelOptions {
  /** What the model wants done to an image; channels are last. */
  readonly preprocessing: GivenPreprocessing;
  /** What it is called in results. @default "tfjs model" */
  readonly name?: string | undefined;
}

const tfjsOptions = z.strictObject({
  preprocessing: z.custom<GivenPreprocessing>(),
  name: z.string().default("tfjs model"),
});

/**
 * A model of TensorFlow.js, which is passed in with the model: a GraphModel or LayersModel that takes
 * `[n, height, width, 3]` floats and gives `[n, classes]`.
 *
 * @example
 * const model = tfjsModel(tf, await tf.loadGraphModel(url), { preprocessing: "mobilenet" });
 *
 * @throws INVALID_OPTION
 */
export function tfjsModel(
  tf: TensorFlow,
  // Its own type has overloads that no structural type matches.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  model: { predict(input: any): unknown },
  options: TfjsModelOptions,
): Model {
  // A program that is not type-checked may leave it out.
  if ((options as Partial<TfjsModelOptions> | undefined)?.preprocessing === undefined) {
    throw unknownPreprocessing("tfjsModel");
  }
  const { preprocessing: given, name } = parseOptions(tfjsOptions, options, "tfjsModel");
  const known = knownPreprocessing(given);
  return {
    name,
    // Its tensor of the batch is disposed of before the answer is there.
    reuse: true,
    preprocessing: {
      ...known,
      preprocessing: { ...known.preprocessing, layout: "nhwc", dtype: "float32" },
    },
    predict: async ({ image: { data, shape } }: TensorBatch) => {
      const input = tf.tensor4d(
        data as Float32Array,
        [...shape] as [number, number, number, number],
        "float32",
      );
      try {
        const output = model.predict(input) as TfTensor;
        try {
          return { data: await output.data() };
        } finally {
          output.dispose();
        }
      } finally {
        input.dispose();
      }
    },
  };
}
