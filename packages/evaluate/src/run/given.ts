import { ImageNetV2Error } from "@imagenet-v2/core";
import { parseOptions, shown } from "@imagenet-v2/core/internal";
import type { Dataset, Example } from "@imagenet-v2/loader";
import * as z from "zod";
import type { GivenPreprocessing } from "../models/preprocessing.ts";
import { plainRecord } from "./header.ts";
import type { Model, Predict } from "./model.ts";

const isFunction = (value: unknown) => typeof value === "function";

const modelShape = z.object({
  name: z.string(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be 64 hex digits")
    .optional(),
  settings: plainRecord.optional(),
  preprocessing: z.custom<GivenPreprocessing>().optional(),
  runtime: z.string().optional(),
  reuse: z.boolean().optional(),
  predict: z.custom<Predict>(isFunction, "must be a function"),
});

/** A model, of which nobody may have said what it wants done to an image. */
interface AskedModel extends Omit<Model, "preprocessing"> {
  readonly preprocessing?: GivenPreprocessing | undefined;
}

/**
 * The model that somebody wants to run.
 *
 * @param name of one that is a mere function
 * @throws INVALID_OPTION
 */
export function checkModel(model: unknown, name: string): AskedModel {
  if (typeof model === "function") {
    const predict = model as Predict;
    return { name, predict };
  }
  if (typeof model === "object" && model !== null) {
    return {
      ...parseOptions(modelShape, model as unknown, "model"),
      // It may be a method that needs its object.
      predict: (batch, running) => (model as Model).predict(batch, running),
    };
  }
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `The model must be a function, or an object with predict, not ${shown(model)}.`,
    { option: "model" },
    {
      hint:
        typeof model === "string"
          ? `A file is loaded first: evaluate(await onnxModel(${shown(model)}), dataset).`
          : "Any function from a batch to scores is one; onnxModel and tfjsModel make one.",
    },
  );
}

/** @throws INVALID_OPTION for anything but a Dataset */
export function checkDataset(dataset: unknown): asserts dataset is Dataset<Example> {
  const { records, batches, then } = (dataset ?? {}) as Partial<Dataset<Example>> & {
    then?: unknown;
  };
  if (isFunction(records) && isFunction(batches)) return;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `The dataset must be a Dataset, not ${isFunction(then) ? "a promise" : shown(dataset)}.`,
    { option: "dataset" },
    {
      hint: isFunction(then)
        ? "Wait for it: await load(…)."
        : "load(…) gives one, and so do its methods take, where, shuffle and others that choose; map and filter do not.",
    },
  );
}
