import { ImageNetV2Error, type Tensor } from "@imagenet-v2/core";
import { isBytes } from "@imagenet-v2/core/internal";
import { numbersOf } from "../run/numbers.ts";
import { type ImageInput, isSize, sizesOf, type ValueMetadata, wrapIt } from "./signature.ts";

/** Pixels after all steps. */
export type Pixels = Float32Array | Uint8Array;

/** A loaded model, whatever runs it. */
export interface Running {
  /** The model's file, or its name, for messages. */
  readonly path: string;
  /** What runs it: `onnxruntime`. */
  readonly runtime: string;
  /** The output that has the scores. */
  readonly output: ValueMetadata;
  /** Gives that output as it comes. What fails in a trial is thrown, and not written to the terminal. */
  run(
    pixels: Pixels,
    shape: readonly number[],
    input: ImageInput,
    isTrial: boolean,
  ): Promise<{ readonly data: unknown; readonly type?: string | undefined } | undefined>;
}

interface Scores {
  readonly data: Float32Array;
  /** Where the array does not tell it. */
  readonly type?: string | undefined;
}

/** The scores of a batch, as many images at a time as the model takes. */
export async function scoresOfBatch(
  running: Running,
  input: ImageInput,
  { data, shape }: Tensor,
): Promise<Scores> {
  const [n = 0, ...ofImage] = shape;
  const size = ofImage.reduce((product, each) => product * each, 1);
  const step = input.batchSize ?? n;
  const parts: Scores[] = [];
  for (let from = 0; from < n; from += step) {
    const pixels = filled(data.subarray(from * size, (from + step) * size) as Pixels, step * size);
    const scores = await scoresOf(running, pixels, [step, ...ofImage], input, false);
    const count = scores.data.length / step;
    parts.push({ ...scores, data: scores.data.subarray(0, (n - from) * count) });
  }
  return joined(parts);
}

/**
 * Runs a model on a few images that are made up.
 *
 * @throws INVALID_MODEL if it does not give scores for each; whatever the runtime throws
 */
export async function tryOn(
  running: Running,
  pixels: Pixels,
  shape: readonly number[],
  input: ImageInput,
): Promise<void> {
  const { length } = (await scoresOf(running, pixels, shape, input, true)).data;
  const [n = 1] = shape;
  const [count] = sizesOf(running.output);
  // One that was exported for a single image may give a single row for several.
  if (length % n === 0 && (!isSize(count) || length >= n * count)) return;
  throw wrongOutput(running, `${length} numbers for ${n} images`);
}

async function scoresOf(running: Running, ...asked: Parameters<Running["run"]>): Promise<Scores> {
  const tensor = await running.run(...asked);
  const scores = await numbersOf(tensor?.data, tensor?.type);
  if (typeof scores === "string") throw wrongOutput(running, scores);
  // Some kind of array of numbers. float16 has become float32.
  const data = scores.data as Float32Array;
  return scores.areIntegers ? { data, type: tensor?.type } : { data };
}

/** The images, filled up with black ones where the model takes no other number. */
function filled(pixels: Pixels, length: number): Pixels {
  if (pixels.length === length) return pixels;
  const full = isBytes(pixels) ? new Uint8Array(length) : new Float32Array(length);
  full.set(pixels);
  return full;
}

/** One after the other; all are of one type. */
function joined(parts: readonly Scores[]): Scores {
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) return first ?? { data: new Float32Array(0) };
  const length = parts.reduce((sum, { data }) => sum + data.length, 0);
  const data = new (first.data.constructor as Float32ArrayConstructor)(length);
  let end = 0;
  for (const part of parts) {
    data.set(part.data, end);
    end += part.data.length;
  }
  return { ...first, data };
}

function wrongOutput({ path, output }: Running, what: string): ImageNetV2Error {
  return new ImageNetV2Error(
    "INVALID_MODEL",
    `${path}: its output ${output.name} gave ${what}.`,
    { path },
    { hint: wrapIt },
  );
}
