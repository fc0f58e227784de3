import { ImageNetV2Error } from "@imagenet-v2/core";
import { parseOptions, shown } from "@imagenet-v2/core/internal";
import type { Dataset, Example } from "@imagenet-v2/loader";
import * as z from "zod";
import type { GivenPreprocessing } from "../models/preprocessing.ts";
import { plainRecord } from "./header.ts";
import type { Model, Predict } from "./model.ts";
import {
  type Classify,
  type ImageInputKind,
  type ImagePipeline,
  imageInputKinds,
} from "./pipeline.ts";

const isFunction = (value: unknown) => typeof value === "function";

const modelShape = z.object({
  name: z.string(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be 64 hex digits")
    .optional(),
  settings: plainRecord.optional(),
  preprocessing: z.custom<GivenPreprocessing>().optional(),
  labels: z.array(z.string()).min(1).optional(),
  classEmbeddings: z
    .object({ file: z.string(), shape: z.tuple([z.int(), z.int()]).readonly() })
    .optional(),
  runtime: z.string().optional(),
  reuse: z.boolean().optional(),
  predict: z.custom<Predict>(isFunction, "must be a function"),
});

const pipelineShape = modelShape
  .pick({ name: true, sha256: true, settings: true, labels: true, runtime: true })
  .extend({
    input: z.enum(imageInputKinds),
    classify: z.custom<Classify<ImageInputKind>>(isFunction, "must be a function"),
  });

/**
 * What a model or pipeline is given.
 *
 * @param wanted the option; a mere function says nothing itself
 * @throws INVALID_OPTION
 */
export function inputOf(model: unknown, wanted: unknown): "tensor" | ImageInputKind {
  const own = isPipeline(model)
    ? parseOptions(pipelineShape, model as unknown, "pipeline").input
    : typeof model === "object" && model !== null
      ? "tensor"
      : undefined;
  const input =
    parseOptions(inputSchema, { input: wanted } as unknown, "evaluate").input ?? own ?? "tensor";
  if (own === undefined || own === input) return input;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `evaluate: input is "${input}", and this ${own === "tensor" ? "model" : "pipeline"} takes "${own}".`,
    { option: "input" },
    {
      hint:
        own === "tensor"
          ? `Give a function, or an object with input: "${input}" and classify.`
          : "Leave the option out.",
    },
  );
}

const inputSchema = z.object({ input: z.enum(["tensor", ...imageInputKinds]).optional() });

function isPipeline(model: unknown): model is ImagePipeline {
  return typeof model === "object" && model !== null && "classify" in model;
}

/** The pipeline that somebody wants to run; for others see {@link checkModel}. @throws INVALID_OPTION */
export function checkPipeline(model: unknown, name: string): Omit<ImagePipeline, "input"> {
  if (typeof model === "function") return { name, classify: model as Classify<ImageInputKind> };
  if (!isPipeline(model)) throw notAModel(model);
  return {
    ...parseOptions(pipelineShape, model as unknown, "pipeline"),
    // It may be a method that needs its object.
    classify: (image, context) => model.classify(image, context),
  };
}

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
  throw notAModel(model);
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

function notAModel(model: unknown): ImageNetV2Error {
  return new ImageNetV2Error(
    "INVALID_OPTION",
    `The model must be a function, or an object with predict or classify, not ${shown(model)}.`,
    { option: "model" },
    {
      hint:
        typeof model === "string"
          ? `A file is loaded first: evaluate(await onnxModel(${shown(model)}), dataset).`
          : "Any function from a batch to scores is one; onnxModel and tfjsModel make one.",
    },
  );
}
