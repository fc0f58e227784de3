import { ImageNetV2Error } from "@imagenet-v2/core";
import { abortSignal, parseOptions, shown } from "@imagenet-v2/core/internal";
import { fromHuggingFace, type KnownPreprocessing, modelLabels } from "@imagenet-v2/models";
import * as z from "zod";
import type { Model, Settings } from "../run/model.ts";
import type { ImagePipeline } from "../run/pipeline.ts";
import {
  type GivenPreprocessing,
  knownPreprocessing,
  unknownPreprocessing,
} from "./preprocessing.ts";
import { type Running, scoresOfBatch } from "./running.ts";
import { type ImageInput, imageInput, type ValueMetadata } from "./signature.ts";
import { tryInput } from "./trial.ts";

/** The part of transformers.js that is used. */
export interface Transformers {
  readonly Tensor: new (type: "float32", data: Float32Array, dims: number[]) => object;
  readonly RawImage: { read(image: Blob): Promise<object> };
  readonly env?: { readonly version?: string };
}

/** A model of transformers.js, as `AutoModelForImageClassification` and pipelines have it. */
export interface TransformersNet {
  // Its own type takes whatever it is given.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  (inputs: any): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly config: any;
  readonly sessions?: Readonly<Record<string, unknown>>;
}

/** A pipeline of transformers.js for image classification. */
export interface TransformersPipeline {
  readonly task?: string;
  readonly model: TransformersNet;
  // biome-ignore lint/suspicious/noExplicitAny: as of the model
  readonly processor?: any;
}

interface CommonOptions {
  /** What it is called in results. @default "transformers model" */
  readonly name?: string | undefined;
  /** What each output stands for; see {@link Model}. Default: `id2label` of its config. */
  readonly labels?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface OwnPreprocessingOptions extends CommonOptions {
  /** Its processor does all, decoding included. */
  readonly preprocessing?: "own" | undefined;
}

export interface OurPreprocessingOptions extends CommonOptions {
  /** What is done to an image here; `"config"`: what its processor's config says. */
  readonly preprocessing: "config" | GivenPreprocessing;
}

const transformersOptions = z.strictObject({
  preprocessing: z.custom<"own" | "config" | GivenPreprocessing>().default("own"),
  name: z.string().default("transformers model"),
  labels: z.array(z.string()).min(1).optional(),
  signal: abortSignal.optional(),
});

/** A {@link Model} of transformers.js, whose images are made here. */
export interface TransformersModel extends Model {
  readonly input: ImageInput;
  readonly preprocessing: KnownPreprocessing;
}

/**
 * A pipeline or a model of transformers.js, which is passed in. With its own preprocessing it is what is
 * deployed, from JPEG to scores; with ours it is a model, and `comparePipelines` says what the difference
 * does. Which precision and device it runs with is kept in results.
 *
 * @example
 * import * as transformers from "@huggingface/transformers";
 *
 * const pipeline = await transformers.pipeline("image-classification", "Xenova/resnet-50");
 * const own = await transformersModel(transformers, pipeline);
 * const ours = await transformersModel(transformers, pipeline, { preprocessing: "config" });
 *
 * @throws INVALID_OPTION; INVALID_MODEL if it does not run on images; UNSUPPORTED for a config with steps
 * that ours do not have
 */
export async function transformersModel(
  transformers: Transformers,
  source: TransformersPipeline,
  options?: OwnPreprocessingOptions,
): Promise<ImagePipeline<"jpeg">>;
export async function transformersModel(
  transformers: Transformers,
  source: TransformersPipeline | TransformersNet,
  options: OurPreprocessingOptions,
): Promise<TransformersModel>;
export async function transformersModel(
  transformers: Transformers,
  source: TransformersPipeline | TransformersNet,
  options: OwnPreprocessingOptions | OurPreprocessingOptions = {},
): Promise<ImagePipeline<"jpeg"> | TransformersModel> {
  const given = parseOptions(transformersOptions, options, "transformersModel");
  const { preprocessing, name, signal } = given;
  const { net, processor } = partsOf(source);
  const about = {
    name,
    labels: given.labels ?? modelLabels({ id2label: { ...net.config?.id2label } }, name),
    settings: settingsOf(net),
    runtime: transformers.env?.version && `transformers.js ${transformers.env.version}`,
  };
  if (preprocessing === "own") {
    if (processor === undefined) throw unknownPreprocessing("transformersModel: a mere model");
    return {
      ...about,
      input: "jpeg",
      classify: async (jpeg) => {
        const image = await transformers.RawImage.read(new Blob([jpeg]));
        const { pixel_values } = await processor(image);
        return (await net({ pixel_values }))?.logits;
      },
    };
  }
  const known =
    preprocessing === "config" ? ofConfig(net, processor) : knownPreprocessing(preprocessing);
  const declared = imageInput([inputOf(net)], name, { types: ["float32"], preferred: "nchw" });
  const running: Running = {
    path: name,
    runtime: "transformers.js",
    output: { name: "logits", isTensor: true },
    run: async (pixels, shape) => {
      const tensor = new transformers.Tensor("float32", pixels as Float32Array, [...shape]);
      return (await net({ pixel_values: tensor }))?.logits;
    },
  };
  const tried = await tryInput(declared, known, running, signal);
  return {
    ...about,
    ...tried,
    predict: ({ image }) => scoresOfBatch(running, tried.input, image),
  };
}

interface Parts {
  readonly net: TransformersNet;
  // biome-ignore lint/suspicious/noExplicitAny: as of a pipeline
  readonly processor: any;
}

/** Both are functions with properties. */
function partsOf(source: TransformersPipeline | TransformersNet): Parts {
  const { model, processor, task } = (source ?? {}) as Partial<TransformersPipeline>;
  const refused = (what: string) =>
    new ImageNetV2Error(
      "INVALID_OPTION",
      `transformersModel: ${what}.`,
      { option: "source" },
      { hint: 'Give what await pipeline("image-classification", …) gives, or its model.' },
    );
  if (task !== undefined && task !== "image-classification") {
    throw refused(`the pipeline is for ${shown(task)}`);
  }
  const net = model ?? source;
  if (typeof net !== "function") throw refused("the source is neither a pipeline nor a model");
  return { net: net as TransformersNet, processor: processor ?? undefined };
}

function ofConfig({ config }: TransformersNet, processor: Parts["processor"]): KnownPreprocessing {
  const own = processor?.image_processor?.config;
  if (own === undefined) throw unknownPreprocessing("transformersModel: a model without processor");
  const { model_type: modelType } = (config ?? {}) as { model_type?: string };
  return fromHuggingFace(own, { modelType });
}

/** The session's own input, where it is told; its name does not matter, as `pixel_values` finds it. */
function inputOf({ sessions }: TransformersNet): ValueMetadata {
  const { inputMetadata } = (sessions?.model ?? {}) as { inputMetadata?: readonly ValueMetadata[] };
  const [input, ...others] = inputMetadata ?? [];
  return input !== undefined && others.length === 0
    ? input
    : { name: "pixel_values", isTensor: true, type: "float32", shape: ["", "", "", ""] };
}

/** Precision and device of its session change numbers. */
function settingsOf({ sessions }: TransformersNet): Settings | undefined {
  const { config } = (sessions?.model ?? {}) as { config?: Readonly<Record<string, unknown>> };
  const kept = ["dtype", "device"].flatMap((name) => {
    const value = config?.[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
