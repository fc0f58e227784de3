import type { PreprocessingOptions, PresetName } from "@imagenet-v2/decode";
import { parsePreprocessing } from "@imagenet-v2/decode/internal";
import type { TensorBatch } from "@imagenet-v2/loader";
import type { Model } from "../run/model.ts";

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
  /** @default "imagenet", with channels last */
  readonly preprocessing?: PresetName | PreprocessingOptions | undefined;
  /** What it is called in results. @default "tfjs model" */
  readonly name?: string | undefined;
}

/**
 * A model of TensorFlow.js, which is passed in with the model: a GraphModel or LayersModel that takes
 * `[n, height, width, 3]` floats and gives `[n, classes]`.
 *
 * @example
 * const model = tfjsModel(tf, await tf.loadGraphModel(url), { preprocessing: "mobilenet" });
 */
export function tfjsModel(
  tf: TensorFlow,
  // Its own type has overloads that no structural type matches.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  model: { predict(input: any): unknown },
  { preprocessing, name = "tfjs model" }: TfjsModelOptions = {},
): Model {
  return {
    name,
    preprocessing: {
      ...parsePreprocessing(preprocessing ?? "imagenet"),
      layout: "nhwc",
      dtype: "float32",
    },
    preprocessingAssumed: preprocessing === undefined,
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
