import { basename } from "node:path";
import { ImageNetV2Error, parseOptions, type Tensor } from "@imagenet-v2/core";
import type { PreprocessingOptions, PresetName } from "@imagenet-v2/decode";
import { hashFile } from "@imagenet-v2/fetch";
import * as z from "zod";
import type { ImageBatch, Model } from "../run/model.ts";
import { checkModelFile } from "./model-file.ts";
import { type ImageInput, imageInput, scoresOutput, type ValueMetadata } from "./onnx-signature.ts";
import { preprocessingFor } from "./preprocessing.ts";

/** The part of onnxruntime that is used: `onnxruntime-node` and `onnxruntime-web` have it. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(path: string, options?: object): Promise<OnnxSession>;
  };
  readonly Tensor: new (
    type: "float32" | "uint8",
    data: Float32Array | Uint8Array,
    shape: readonly number[],
  ) => object;
}

/** A loaded model. */
export interface OnnxSession {
  readonly inputMetadata: readonly ValueMetadata[];
  readonly outputMetadata: readonly ValueMetadata[];
  run(feeds: Record<string, object>, fetches: readonly string[]): Promise<object>;
  release(): Promise<void>;
}

export interface OnnxModelOptions {
  /**
   * What the model wants done to an image. Layout, type and size are read from the model where it
   * tells; a preset's size is scaled to it. @default "imagenet"
   */
  readonly preprocessing?: PresetName | PreprocessingOptions | undefined;
  /** What it is called in results. Default: the file's name. */
  readonly name?: string | undefined;
  /** Default: the package `onnxruntime-node`, which must be installed beside this one. */
  readonly runtime?: OnnxRuntime | undefined;
  /** Given to `InferenceSession.create` as it is: threads, execution providers. */
  readonly session?: object | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A {@link Model} that holds a session, to be closed after use. */
export interface OnnxModel extends Model {
  readonly sha256: string;
  /** The input's name, shape, layout and type, as read from the model. */
  readonly input: ImageInput;
  close(): Promise<void>;
}

const onnxOptions = z.strictObject({
  preprocessing: z.custom<PresetName | PreprocessingOptions>().optional(),
  name: z.string().optional(),
  runtime: z.custom<OnnxRuntime>().optional(),
  session: z.custom<object>().optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

/**
 * A classifier in an ONNX file. Whether it takes planes or pixels, floats or bytes, and how large, is
 * read from it; how the colours are scaled is not in the file, and must be said if it is not
 * torchvision's.
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
 * classifier; UNSUPPORTED if onnxruntime is not installed; INVALID_OPTION
 */
export async function onnxModel(path: string, options: OnnxModelOptions = {}): Promise<OnnxModel> {
  const {
    preprocessing,
    name,
    runtime,
    session: settings,
    signal,
  } = parseOptions(onnxOptions, options, "onnxModel");
  await checkModelFile(path);
  const { sha256 } = await hashFile(path, { signal });
  const ort = runtime ?? (await installedRuntime());
  const session = await ort.InferenceSession.create(path, settings).catch((cause: Error) => {
    throw new ImageNetV2Error(
      "INVALID_MODEL",
      `${path}: onnxruntime cannot load it: ${cause.message}`,
      { path },
      {
        hint: "It was cut, is no ONNX model, or uses operators this onnxruntime does not know.",
        cause,
      },
    );
  });
  try {
    const input = imageInput(session.inputMetadata, path);
    const output = scoresOutput(session.outputMetadata, path);
    return {
      name: name ?? basename(path),
      sha256,
      input,
      preprocessing: preprocessingFor(preprocessing ?? "imagenet", input, path),
      preprocessingAssumed: preprocessing === undefined,
      predict: async ({ image }: ImageBatch) => {
        const [n = 0] = image.shape;
        const { data, shape } = padded(image, input.batchSize ?? n);
        const feed = new ort.Tensor(input.type, data, shape);
        const fetched = await session.run({ [input.name]: feed }, [output]);
        const scores = (fetched as Record<string, { data: Float32Array }>)[output]?.data;
        const count = (scores?.length ?? 0) / (shape[0] as number);
        return { data: scores?.subarray(0, n * count) ?? [] };
      },
      close: () => session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** The batch, filled up with black images where the model takes no other number. */
function padded({ data, shape }: Tensor, batchSize: number) {
  const [n = 0, ...image] = shape;
  if (n > batchSize) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `The model takes ${batchSize} images at once, and the batch has ${n}.`,
      { option: "batchSize" },
      { hint: `Set batchSize to ${batchSize}.` },
    );
  }
  const size = image.reduce((product, each) => product * each, 1);
  // The union of array types has no common constructor.
  const full =
    data instanceof Uint8Array
      ? new Uint8Array(batchSize * size)
      : new Float32Array(batchSize * size);
  if (n === batchSize) return { data: data as typeof full, shape };
  full.set(data);
  return { data: full, shape: [batchSize, ...image] };
}

async function installedRuntime(): Promise<OnnxRuntime> {
  try {
    const { InferenceSession, Tensor } = await import("onnxruntime-node");
    return { InferenceSession, Tensor } as unknown as OnnxRuntime;
  } catch (cause) {
    throw new ImageNetV2Error(
      "UNSUPPORTED",
      "onnxruntime-node, which runs ONNX models, cannot be loaded.",
      { feature: "onnx" },
      {
        hint: "Install it: npm install onnxruntime-node (with ONNXRUNTIME_NODE_INSTALL=skip where its GPU files are not wanted).",
        cause,
      },
    );
  }
}
