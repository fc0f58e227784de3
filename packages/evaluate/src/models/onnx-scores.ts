import { ImageNetV2Error, type Tensor } from "@imagenet-v2/core";
import { isBytes } from "@imagenet-v2/core/internal";
import { numbersOf } from "../run/numbers.ts";
import type { OnnxRuntime, OnnxSession } from "./onnx.ts";
import { elementsOf } from "./onnx-elements.ts";
import { type ImageInput, isSize, sizesOf, type ValueMetadata, wrapIt } from "./onnx-signature.ts";

/** A session, and the output of it that has the scores. */
export interface Scoring {
  readonly ort: OnnxRuntime;
  readonly session: OnnxSession;
  readonly output: ValueMetadata;
  readonly path: string;
}

type Pixels = Float32Array | Uint8Array;

interface Answer {
  readonly data: Float32Array;
  /** Where the array does not tell it. */
  readonly type?: string | undefined;
}

/** The scores of a batch, as many images at a time as the model takes. */
export async function scoresOfBatch(
  scoring: Scoring,
  input: ImageInput,
  { data, shape }: Tensor,
): Promise<Answer> {
  const [n = 0, ...ofImage] = shape;
  const size = ofImage.reduce((product, each) => product * each, 1);
  const step = input.batchSize ?? n;
  const parts: Answer[] = [];
  for (let from = 0; from < n; from += step) {
    const pixels = data.subarray(from * size, (from + step) * size) as Pixels;
    const answer = await run(scoring, input, filled(pixels, step * size), [step, ...ofImage]);
    const count = answer.data.length / step;
    parts.push({ ...answer, data: answer.data.subarray(0, (n - from) * count) });
  }
  return joined(parts);
}

/**
 * Runs a model on a few images that are made up. A failure is thrown, and not written to the terminal.
 *
 * @throws INVALID_MODEL if it does not give scores for each image
 */
export async function runQuietly(
  scoring: Scoring,
  input: ImageInput,
  data: Pixels,
  shape: readonly number[],
): Promise<void> {
  const answer = await run(scoring, input, data, shape, { logSeverityLevel: 4 });
  const { length } = answer.data;
  const [n = 1] = shape;
  const [count] = sizesOf(scoring.output);
  // One that was exported for a single image may give a single row for several.
  if (length % n === 0 && (!isSize(count) || length >= n * count)) return;
  throw wrongOutput(scoring, `${length} numbers for ${n} images`);
}

async function run(
  scoring: Scoring,
  input: ImageInput,
  pixels: Pixels,
  shape: readonly number[],
  options?: object,
): Promise<Answer> {
  const { ort, session, output } = scoring;
  const feed = new ort.Tensor(input.type, await elementsOf(input.type, pixels), shape);
  const fetched = (await session.run({ [input.name]: feed }, [output.name], options)) as Fetched;
  const tensor = fetched[output.name];
  const scores = await numbersOf(tensor?.data, tensor?.type);
  if (typeof scores === "string") throw wrongOutput(scoring, scores);
  // Some kind of array of numbers. float16 has become float32.
  const data = scores.data as Float32Array;
  return scores.areIntegers ? { data, type: tensor?.type } : { data };
}

type Fetched = Readonly<Record<string, { readonly data: unknown; readonly type?: string }>>;

/** The images, filled up with black ones where the model takes no other number. */
function filled(pixels: Pixels, length: number): Pixels {
  if (pixels.length === length) return pixels;
  const full = isBytes(pixels) ? new Uint8Array(length) : new Float32Array(length);
  full.set(pixels);
  return full;
}

/** One after the other; all are of one type. */
function joined(parts: readonly Answer[]): Answer {
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

function wrongOutput({ path, output }: Scoring, what: string): ImageNetV2Error {
  return new ImageNetV2Error(
    "INVALID_MODEL",
    `${path}: its output ${output.name} gave ${what}.`,
    { path },
    { hint: wrapIt },
  );
}
