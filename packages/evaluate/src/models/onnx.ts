import { ImageNetV2Error } from "@imagenet-v2/core";
import { abortSignal, isBlob, messageOf, parseOptions } from "@imagenet-v2/core/internal";
import type { TensorBatch } from "@imagenet-v2/loader";
import {
  type KnownPreprocessing,
  labelsIn,
  preprocessingIn,
  type WeightType,
  weightTypes,
} from "@imagenet-v2/models";
import * as z from "zod";
import { installedRuntime, openOnnx } from "#platform";
import type { Model } from "../run/model.ts";
import { type Elements, elementsOf, type InputType, inputTypes } from "./elements.ts";
import type { OnnxFile, OnnxPlace, WeightsFile } from "./onnx-file.ts";
import {
  type DeviceLister,
  notHere,
  requireDevice,
  type SessionOptions,
  sessionOf,
} from "./onnx-session.ts";
import {
  type GivenPreprocessing,
  knownPreprocessing,
  unknownPreprocessing,
} from "./preprocessing.ts";
import { type Running, scoresOfBatch } from "./running.ts";
import {
  embeddingsOf,
  type ImageInput,
  imageInput,
  outputOf,
  scores,
  type ValueMetadata,
} from "./signature.ts";
import { tryInput } from "./trial.ts";
import { zeroShot } from "./zero-shot.ts";

/** The part of onnxruntime that is used: `onnxruntime-node` and `onnxruntime-web` have it. */
export interface OnnxRuntime extends DeviceLister {
  readonly InferenceSession: {
    create(path: string, options?: object): Promise<OnnxSession>;
    create(bytes: Uint8Array, options?: object): Promise<OnnxSession>;
  };
  readonly env?: { readonly versions?: Readonly<Record<string, string | undefined>> };
  readonly Tensor: new (type: InputType, data: Elements, shape: readonly number[]) => object;
}

/** A loaded model. */
export interface OnnxSession {
  readonly inputMetadata: readonly ValueMetadata[];
  readonly outputMetadata: readonly ValueMetadata[];
  run(feeds: Record<string, object>, fetches: readonly string[], options?: object): Promise<object>;
  release(): Promise<void>;
}

export interface OnnxModelOptions {
  /**
   * What the model wants done to an image. Layout, type and size are read from the model where it
   * tells; a preset's size is scaled to it. Default: what the files beside the model say, as
   * `preprocessingIn` of `@imagenet-v2/models` reads them; refused where they say nothing.
   */
  readonly preprocessing?: GivenPreprocessing | undefined;
  /** Which of a folder's models: `fp16` is `model_fp16.onnx`. */
  readonly dtype?: WeightType | undefined;
  /**
   * Which output has the scores. Kept in results, where there are several. Default: the one called
   * `logits`, the only one, or the only one with as many scores as ImageNet has classes; of an encoder
   * the one called `image_embeds`, the only one, or the only one as wide as `classEmbeddings`.
   */
  readonly output?: string | undefined;
  /** What each output stands for; see {@link Model}. Default: what a `config.json` beside the model says. */
  readonly labels?: readonly string[] | undefined;
  /**
   * For an encoder of images, as CLIP's: an npy file with an embedding of each class, `[classes, width]`,
   * in the order of the dataset's classes, of ImageNet's, or of `labels`. A score is the cosine of the
   * image's embedding and the class's, times `logitScale`. Both are kept in results, the file by its
   * SHA-256. Default: the outputs are scores.
   */
  readonly classEmbeddings?: string | Blob | undefined;
  /** What cosines are multiplied by, `logit_scale.exp()` of CLIP: it moves confidence alone. @default 100 */
  readonly logitScale?: number | undefined;
  /** What it is called in results. Default: the file's name. */
  readonly name?: string | undefined;
  /** Default: the package `onnxruntime-node`, in a page `onnxruntime-web`, which must be installed beside this one. */
  readonly runtime?: OnnxRuntime | undefined;
  /**
   * What computes, as onnxruntime calls it: an execution provider (`"cuda"`, `"coreml"`; in a page
   * `"wasm"`, `"webgpu"`). Kept in results. @default "cpu"
   */
  readonly device?: string | undefined;
  /** How many threads the model takes. Default: onnxruntime's, one for each core. */
  readonly threads?: number | undefined;
  /**
   * Options of `InferenceSession.create`, passed on unchanged. One default is set here: idle threads of
   * onnxruntime sleep (`session.intra_op.allow_spinning` is `"0"`), so that decoding threads get the cores.
   * Options that may change numbers are kept in results; results with different ones are not mixed.
   */
  readonly session?: object | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A {@link Model} that holds a session, to be closed after use. */
export interface OnnxModel extends Model {
  /** Of its file; with external data, of the list of all its files. */
  readonly sha256: string;
  /** The input's name, shape, layout and type, as read from the model. */
  readonly input: ImageInput;
  readonly preprocessing: KnownPreprocessing;
  close(): Promise<void>;
}

const onnxOptions = z.strictObject({
  preprocessing: z.custom<GivenPreprocessing>().optional(),
  dtype: z.enum(weightTypes).optional(),
  output: z.string().min(1).optional(),
  labels: z.array(z.string()).min(1).optional(),
  classEmbeddings: z.union([z.string().min(1), z.custom<Blob>(isBlob)]).optional(),
  logitScale: z.number().positive().optional(),
  name: z.string().optional(),
  runtime: z.custom<OnnxRuntime>().optional(),
  device: z.string().min(1).optional(),
  threads: z.int().min(1).max(1024).optional(),
  session: z
    .custom<object>((value) => typeof value === "object" && value !== null, "must be an object")
    .optional(),
  signal: abortSignal.optional(),
});

/**
 * A classifier in an ONNX file, or in a folder of the hub with one; with `classEmbeddings` an encoder of
 * images, as CLIP's, that is asked which class its embedding is the nearest to. Whether it takes planes or pixels,
 * floats or bytes, and how large, is read from it; how the colours are scaled is not in the file, and
 * must be said, or stand in a file beside it.
 *
 * @param place the file, or a folder with `model.onnx` or `onnx/model*.onnx`: its path; the file's http(s) URL, a
 * `Blob` or its bytes; or the files of the folder, as a list of `File`s or as Blobs by their names, with which it
 * works as on disk. A page has no paths
 *
 * @example
 * const model = await onnxModel("mobilenet_v2.onnx", { preprocessing: "mobilenet" });
 * try {
 *   await evaluate(model, dataset);
 * } finally {
 *   await model.close();
 * }
 *
 * @throws NOT_FOUND; INVALID_MODEL if it is no ONNX file, a Git LFS pointer, cut, or no image
 * classifier, and for embeddings that do not fit it or have no direction; UNSUPPORTED if onnxruntime is not installed; INVALID_OPTION, also for a `device` that this
 * machine or this onnxruntime does not have
 */
export async function onnxModel(
  place: OnnxPlace,
  options: OnnxModelOptions = {},
): Promise<OnnxModel> {
  const {
    preprocessing: given,
    dtype,
    output: wanted,
    labels: givenLabels,
    classEmbeddings,
    logitScale = 100,
    name,
    runtime,
    device,
    threads,
    session: ownSettings,
    signal,
  } = parseOptions(onnxOptions, options, "onnxModel");
  if (options.logitScale !== undefined && classEmbeddings === undefined) throw scalesNothing();
  const settings = sessionOf({
    device,
    threads,
    session: ownSettings as SessionOptions | undefined,
  });
  const file = await openOnnx(place, dtype, signal);
  const { path, folders } = file;
  const { weightsOf } = await import("./weights.ts");
  const weights = await weightsOf(file, settings.externalData);
  const { readClassEmbeddings } = await import("./class-embeddings.ts");
  const embeddings = classEmbeddings && (await readClassEmbeddings(classEmbeddings, signal));
  signal?.throwIfAborted();
  const ort = runtime ?? (await installedRuntime());
  requireDevice(device, ort);
  const session = await openSession(ort, file, {
    device,
    settings: withWeights(settings, weights),
  });
  try {
    const declared = imageInput(session.inputMetadata, path, onnxInputs);
    const rows = embeddings ? embeddingsOf(embeddings.shape[1]) : scores;
    const output = outputOf(session.outputMetadata, path, rows, wanted);
    let known = given === undefined ? undefined : knownPreprocessing(given);
    let labels: readonly string[] | undefined = givenLabels;
    for (const folder of folders) {
      known ??= await preprocessingIn(folder, declared.size);
      // Those of an encoder are of what it was trained on, if anything.
      if (!embeddings) labels ??= await labelsIn(folder);
    }
    if (known === undefined) throw unknownPreprocessing(path);
    const own = runningOf(ort, session, output, path);
    const running = embeddings ? zeroShot(own, embeddings, logitScale) : own;
    const { input, preprocessing } = await tryInput(declared, known, running, signal);
    const { identityOf } = await import("./onnx-identity.ts");
    const { sha256, settings: ofSession } = await identityOf(file, settings, weights, signal);
    const made = {
      ...ofSession,
      ...(session.outputMetadata.length > 1 && { output: output.name }),
      ...(embeddings && { classEmbeddings: embeddings.sha256, logitScale }),
    };
    return {
      name: name ?? file.name,
      sha256,
      settings: Object.keys(made).length === 0 ? undefined : made,
      input,
      preprocessing,
      labels,
      classEmbeddings: embeddings ? { file: embeddings.file, shape: embeddings.shape } : undefined,
      runtime: versionOf(ort),
      // onnxruntime-node copies what it is given; onnxruntime-web may send it to a worker of its own.
      reuse: ort.env?.versions?.node !== undefined,
      predict: ({ image }: TensorBatch) => scoresOfBatch(running, input, image),
      close: () => session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** Weights in memory are handed over; those on disk onnxruntime finds itself. */
function withWeights(
  settings: SessionOptions,
  weights: ReadonlyMap<string, WeightsFile>,
): SessionOptions {
  const { externalData } = settings;
  const given = Array.isArray(externalData) ? (externalData as { path?: unknown }[]) : [];
  const found = Array.from(weights, ([path, { data }]) => ({ path, data })).filter(
    ({ path, data }) => typeof data !== "string" && !given.some((each) => each?.path === path),
  );
  return found.length === 0 ? settings : { ...settings, externalData: [...given, ...found] };
}

function scalesNothing(): ImageNetV2Error {
  return new ImageNetV2Error(
    "INVALID_OPTION",
    "onnxModel: logitScale does nothing without classEmbeddings.",
    { option: "logitScale" },
    { hint: "Leave it out, or give `classEmbeddings`." },
  );
}

/** ONNX's own operators take planes. */
const onnxInputs = { types: inputTypes, preferred: "nchw" } as const;

function runningOf(
  ort: OnnxRuntime,
  session: OnnxSession,
  output: ValueMetadata,
  path: string,
): Running {
  return {
    ...{ path, output, runtime: "onnxruntime" },
    run: async (pixels, shape, { name, type }, isTrial) => {
      const feed = new ort.Tensor(type, await elementsOf(type, pixels), shape);
      const options = isTrial ? { logSeverityLevel: 4 } : undefined;
      const fetched = await session.run({ [name]: feed }, [output.name], options);
      return (fetched as Readonly<Record<string, { data: unknown; type?: string }>>)[output.name];
    },
  };
}

interface Opening {
  readonly device: string | undefined;
  readonly settings: SessionOptions;
}

async function openSession(
  ort: OnnxRuntime,
  file: OnnxFile,
  { device, settings }: Opening,
): Promise<OnnxSession> {
  const { path } = file;
  return create(ort, file, settings).catch(async (cause: unknown) => {
    // Where the processor can run it, it is not the model's fault.
    if (device !== undefined && (await loads(ort, file, settings)))
      throw notHere(device, ort, cause);
    if (/no available backend/i.test(messageOf(cause))) throw cannotStart(cause);
    throw new ImageNetV2Error(
      "INVALID_MODEL",
      `${path}: onnxruntime cannot load it: ${withTypeName(messageOf(cause))}`,
      { path },
      {
        hint: "The file is truncated or not an ONNX model, or it uses operators or element types that this onnxruntime does not know.",
        cause,
      },
    );
  });
}

async function create(
  { InferenceSession }: OnnxRuntime,
  { model }: OnnxFile,
  settings: SessionOptions,
): Promise<OnnxSession> {
  return typeof model === "string"
    ? InferenceSession.create(model, settings)
    : InferenceSession.create(model, settings);
}

/** Whether the model can be loaded without its device. */
async function loads(ort: OnnxRuntime, file: OnnxFile, settings: SessionOptions): Promise<boolean> {
  const { executionProviders: _, ...others } = settings;
  // Why it fails here need not be said: the caller has the error of the first try.
  const session = await create(ort, file, others).catch(() => undefined);
  await session?.release();
  return session !== undefined;
}

/** The error where it is the page that onnxruntime-web does not run in. */
function cannotStart(cause: unknown): ImageNetV2Error<"UNSUPPORTED"> {
  return new ImageNetV2Error(
    "UNSUPPORTED",
    `onnxruntime-web does not start in this page: ${messageOf(cause)}`,
    { feature: "onnx" },
    {
      hint: "Its .wasm files must be served: ort.env.wasm.wasmPaths says where they are. A policy (CSP) must allow wasm-unsafe-eval.",
      cause,
    },
  );
}

function versionOf({ env }: OnnxRuntime): string | undefined {
  const { node, web, common } = env?.versions ?? {};
  const version = node ?? web ?? common;
  return version === undefined ? undefined : `onnxruntime ${version}`;
}

/** Of TensorProto.DataType, those that onnxruntime knows by number alone. */
const unsupportedTypes: Readonly<Record<string, string>> = {
  14: "complex64",
  15: "complex128",
  16: "bfloat16",
  17: "float8e4m3fn",
  18: "float8e4m3fnuz",
  19: "float8e5m2",
  20: "float8e5m2fnuz",
};

function withTypeName(message: string): string {
  return message.replace(
    /Unsupported data type: (\d+)/,
    (text, number: string) => `${text} (${unsupportedTypes[number] ?? "unknown"})`,
  );
}
