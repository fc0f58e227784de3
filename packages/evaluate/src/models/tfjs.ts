import { ImageNetV2Error } from "@imagenet-v2/core";
import { abortSignal, kindOf, messageOf, parseOptions } from "@imagenet-v2/core/internal";
import type { GivenFiles, KnownPreprocessing } from "@imagenet-v2/models";
import { areFiles } from "@imagenet-v2/models/internal";
import * as z from "zod";
import type { Model } from "../run/model.ts";
import { elementsOf } from "./elements.ts";
import { type Beside, type ModelFiles, modelFiles } from "./model-files.ts";
import {
  type GivenPreprocessing,
  knownPreprocessing,
  unknownPreprocessing,
} from "./preprocessing.ts";
import { type Running, scoresOfBatch } from "./running.ts";
import { type ImageInput, imageInput, outputOf, scores, type ValueMetadata } from "./signature.ts";
import { tfjsArtifacts } from "./tfjs-files.ts";
import { tryInput } from "./trial.ts";

/** The part of TensorFlow.js that is used. */
export interface TensorFlow {
  tensor4d(
    values: Float32Array | Int32Array,
    shape: [number, number, number, number],
    dtype: "float32" | "int32",
  ): TfTensor;
  /** Of `@tensorflow/tfjs` or `@tensorflow/tfjs-converter`. */
  // Its own type has a class that no structural type matches.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  loadGraphModel?(source: any): Promise<TfModel>;
  /** Of `@tensorflow/tfjs` or `@tensorflow/tfjs-layers`. */
  // biome-ignore lint/suspicious/noExplicitAny: see above
  loadLayersModel?(source: any): Promise<TfModel>;
  getBackend?(): string;
  readonly version?: object;
  readonly version_core?: string;
}

/** A tensor of TensorFlow.js. */
export interface TfTensor {
  data(): Promise<ArrayLike<number>>;
  dispose(): void;
}

/** A loaded model: a GraphModel, a LayersModel, or any object with `predict`. */
export interface TfModel {
  // Its own type has overloads that no structural type matches.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  predict(input: any): unknown;
  readonly inputs?: readonly TfValue[];
  readonly outputs?: readonly TfValue[];
  readonly outputNames?: readonly string[];
  dispose?(): unknown;
}

/** What TensorFlow.js tells of an input or output. */
export interface TfValue {
  readonly name: string;
  readonly shape?: readonly (number | null)[] | undefined;
  readonly dtype?: string;
}

export interface TfjsModelOptions {
  /**
   * What the model wants done to an image. Layout, type and size are read from the model where it tells.
   * Default: what the files beside a model on disk say; refused where nobody says it.
   */
  readonly preprocessing?: GivenPreprocessing | undefined;
  /** Which output has the scores, as for `onnxModel`. */
  readonly output?: string | undefined;
  /** What each output stands for; see {@link Model}. Default: what a `config.json` beside it says. */
  readonly labels?: readonly string[] | undefined;
  /** What it is called in results. Default: its folder's name; `"tfjs model"` for a loaded one. */
  readonly name?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A {@link Model} that holds memory of TensorFlow.js, to be closed after use. */
export interface TfjsModel extends Model {
  readonly input: ImageInput;
  readonly preprocessing: KnownPreprocessing;
  /** Disposes of a model that was loaded here. */
  close(): Promise<void>;
}

const tfjsOptions = z.strictObject({
  preprocessing: z.custom<GivenPreprocessing>().optional(),
  output: z.string().min(1).optional(),
  labels: z.array(z.string()).min(1).optional(),
  name: z.string().optional(),
  signal: abortSignal.optional(),
});

/**
 * A model of TensorFlow.js, which is passed in: a GraphModel or LayersModel that takes one image tensor
 * and gives a row of scores for each. Either loaded, or where its `model.json` lies: an http(s) URL, or
 * on disk the file or its folder; or the files of its folder, as a page has them.
 *
 * @example
 * import * as tf from "@tensorflow/tfjs";
 *
 * const model = await tfjsModel(tf, "models/mobilenet/model.json", { preprocessing: "mobilenet" });
 *
 * @throws INVALID_OPTION; INVALID_MODEL if it cannot be loaded, or run on images; UNSUPPORTED if `tf` has
 * no loader for its kind; NOT_FOUND, IO, NETWORK, HTTP_STATUS
 */
export async function tfjsModel(
  tf: TensorFlow,
  model: TfModel | string | URL | GivenFiles,
  options: TfjsModelOptions = {},
): Promise<TfjsModel> {
  const given = parseOptions(tfjsOptions, options, "tfjsModel");
  const { signal } = given;
  const isPlace = typeof model === "string" || kindOf(model) === "URL" || areFiles(model);
  const files = isPlace
    ? await modelFiles(model as string | URL | GivenFiles, "model.json", signal)
    : undefined;
  const { loaded, sha256 } = isPlace
    ? await load(tf, files as ModelFiles)
    : { loaded: checked(model as TfModel), sha256: undefined };
  const close = async () => {
    if (isPlace) loaded.dispose?.();
  };
  try {
    const name = given.name ?? files?.name ?? "tfjs model";
    const path = files?.path ?? name;
    const declared = imageInput((loaded.inputs ?? [unknownValue]).map(asMetadata), path, {
      types: ["float32", "int32"],
      preferred: "nhwc",
    });
    const outputs = (loaded.outputs ?? [unknownValue]).map((output, i) =>
      // What layers give is called by a counter; the layer has the name.
      asMetadata({ ...output, name: loaded.outputNames?.[i] ?? output.name }),
    );
    const output = outputOf(outputs, path, scores, given.output);
    const beside: Beside = (await files?.readBeside(declared.size)) ?? {};
    const known =
      given.preprocessing === undefined
        ? beside.preprocessing
        : knownPreprocessing(given.preprocessing);
    if (known === undefined) throw unknownPreprocessing(isPlace ? path : "tfjsModel");
    const running = runningOf(tf, loaded, outputs, output, path);
    const { input, preprocessing } = await tryInput(declared, known, running, signal);
    return {
      name,
      sha256,
      settings: outputs.length > 1 ? { output: output.name } : undefined,
      labels: given.labels ?? beside.labels,
      input,
      preprocessing,
      runtime: runtimeOf(tf),
      // Its tensor of the batch is disposed of before the answer is there.
      reuse: true,
      predict: ({ image }) => scoresOfBatch(running, input, image),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Of a model that tells nothing, as a mere object with `predict`. */
const unknownValue: TfValue = { name: "output", dtype: "float32" };

function asMetadata({ name, shape, dtype = "float32" }: TfValue): ValueMetadata {
  // The signature of a graph may lack shapes.
  const known = shape?.map((side) => side ?? "") ?? ["", "", "", ""];
  // A graph counts what each node gives.
  return { name: name.replace(/:0$/, ""), isTensor: true, type: dtype, shape: known };
}

function checked(model: unknown): TfModel {
  if (typeof (model as Partial<TfModel> | null)?.predict === "function") return model as TfModel;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    "tfjsModel: the model must be a loaded model, or the path or URL of its model.json.",
    { option: "model" },
    { hint: "A promise of a model is waited for: await tf.loadGraphModel(…)." },
  );
}

async function load(tf: TensorFlow, files: ModelFiles) {
  const { isGraph, sha256, artifacts } = await tfjsArtifacts(files);
  const [loader, from] = isGraph
    ? (["loadGraphModel", "converter"] as const)
    : (["loadLayersModel", "layers"] as const);
  if (tf[loader] === undefined) {
    throw new ImageNetV2Error(
      "UNSUPPORTED",
      `tfjsModel: what is given as TensorFlow.js has no ${loader}, which ${files.path} needs.`,
      { feature: loader },
      {
        hint: `Give all of it: import * as tf from "@tensorflow/tfjs"; or { ...tf, ${loader} } of @tensorflow/tfjs-${from}.`,
      },
    );
  }
  try {
    return { loaded: await tf[loader]({ load: async () => artifacts }), sha256 };
  } catch (cause) {
    const { path } = files;
    throw new ImageNetV2Error(
      "INVALID_MODEL",
      `${path}: TensorFlow.js cannot load it: ${messageOf(cause)}`,
      { path },
      { hint: "Files are truncated, or it uses operators that this version does not know.", cause },
    );
  }
}

function runningOf(
  tf: TensorFlow,
  model: TfModel,
  outputs: readonly ValueMetadata[],
  output: ValueMetadata,
  path: string,
): Running {
  return {
    ...{ path, output, runtime: "TensorFlow.js" },
    run: async (pixels, shape, { type }) => {
      const values = (await elementsOf(type, pixels)) as Float32Array | Int32Array;
      const feed = tf.tensor4d(
        values,
        [...shape] as [number, number, number, number],
        type === "int32" ? "int32" : "float32",
      );
      try {
        const all = tensorsOf(model.predict(feed), outputs);
        try {
          const tensor = all.get(output.name);
          return tensor && { data: await tensor.data() };
        } finally {
          for (const each of all.values()) each.dispose();
        }
      } finally {
        feed.dispose();
      }
    },
  };
}

/** One, a list in the order of the outputs, or an object by names: as TensorFlow.js likes. */
function tensorsOf(
  answer: unknown,
  outputs: readonly ValueMetadata[],
): ReadonlyMap<string, TfTensor> {
  const isTensor = (value: unknown): value is TfTensor =>
    typeof (value as Partial<TfTensor> | null)?.data === "function";
  const list = isTensor(answer) ? [answer] : answer;
  if (typeof list !== "object" || list === null) return new Map();
  const entries = Object.entries(list).filter((entry): entry is [string, TfTensor] =>
    isTensor(entry[1]),
  );
  const [only, ...others] = entries;
  const isNamed = !Array.isArray(list) && others.length > 0;
  if (isNamed || only === undefined) return new Map(entries);
  return new Map(entries.map(([key, tensor], i) => [outputs[i]?.name ?? key, tensor]));
}

/** With its backend: they differ in the last digits. */
function runtimeOf({ version, version_core: core, getBackend }: TensorFlow): string | undefined {
  const { tfjs } = (version ?? {}) as { readonly tfjs?: string };
  const number = tfjs ?? core;
  if (number === undefined) return undefined;
  const backend = getBackend?.();
  return `TensorFlow.js ${number}${backend ? ` (${backend})` : ""}`;
}
