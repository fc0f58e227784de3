import { ImageNetV2Error } from "@imagenet-v2/core";
import type { Answering } from "../classes/answers.ts";
import type { Model } from "../run/model.ts";
import { numbersOf } from "../run/numbers.ts";
import type { Running } from "./running.ts";
import { isSize, sizesOf } from "./signature.ts";

/** An embedding of each class. */
export interface ClassEmbeddings {
  readonly file: string;
  readonly shape: readonly [classes: number, width: number];
  /** One after the other, each of length 1. */
  readonly rows: Float32Array;
  /** Of the file. */
  readonly sha256: string;
}

/**
 * An encoder of images as a model with a score for each class: the cosine of the image's embedding and the
 * class's, times a scale. NaN for an embedding that is all zeros.
 *
 * @throws INVALID_MODEL if the two are not equally long, or the encoder's are integers: at once where its
 * signature tells, else when it runs
 */
export function zeroShot(
  encoder: Running,
  embeddings: ClassEmbeddings,
  logitScale: number,
): Running {
  const { path, output } = encoder;
  const { file, shape, rows } = embeddings;
  const [classes, width] = shape;
  const [declared] = sizesOf(output);
  if (isSize(declared) && declared !== width) throw otherWidth(embeddings, encoder, declared);
  return {
    ...encoder,
    output: { ...output, shape: ["n", classes] },
    run: async (pixels, given, ...how) => {
      const [n = 0] = given;
      const tensor = await encoder.run(pixels, given, ...how);
      const numbers = await numbersOf(tensor?.data, tensor?.type);
      const what = typeof numbers === "string" ? numbers : numbers.areIntegers && tensor?.type;
      if (typeof numbers === "string" || what) {
        throw new ImageNetV2Error(
          "INVALID_MODEL",
          `${path}: its output ${output.name} gave ${what}, and embeddings are floats.`,
          { path },
          { hint: `It is compared with the embeddings of ${file}.` },
        );
      }
      const { data } = numbers;
      if (data.length !== n * width) throw otherWidth(embeddings, encoder, data.length / n);
      const scores = new Float32Array(n * classes);
      for (let i = 0; i < n; i++) {
        const image = Array.from({ length: width }, (_, k) => data[i * width + k] as number);
        const scale = logitScale / lengthOf(image);
        for (let c = 0; c < classes; c++) {
          let product = 0;
          for (let k = 0; k < width; k++) {
            product += (image[k] as number) * (rows[c * width + k] as number);
          }
          scores[i * classes + c] = scale * product;
        }
      }
      return { data: scores, type: "float32" };
    },
  };
}

/**
 * Refuses embeddings that are not one for each class of a dataset, or of ImageNet's where the dataset's
 * are among them, or for each label of the model. There is no background class among them.
 *
 * @throws INVALID_MODEL
 */
export function requireRows(
  { file, shape: [rows, width] }: NonNullable<Model["classEmbeddings"]>,
  answering: Answering,
  labels: readonly string[] | undefined,
): void {
  const counts = labels === undefined ? [answering.classes.length, 1000] : [labels.length];
  const fitting = [...new Set(counts)].filter((count) => answering.of(count) !== undefined);
  if (fitting.includes(rows)) return;
  const needed = fitting.map((count) => `[${count}, ${width}]`).join(" or ");
  throw new ImageNetV2Error(
    "INVALID_MODEL",
    `${file}: [${rows}, ${width}] is an embedding for each of ${rows} classes, and ${needed || "another number"} is needed.`,
    { path: file },
    {
      hint: fitting.includes(width)
        ? transposed
        : fitting.length === 0
          ? answering.hint
          : "Make a row for each class, in the order of the classes.",
    },
  );
}

export function lengthOf(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] as number) ** 2;
  return Math.sqrt(sum);
}

/** The way out for a file that seems to be of the other order. */
export const transposed =
  "It is transposed, as open_clip's build_zero_shot_classifier gives it: save classifier.T.";

function otherWidth(
  { file, shape }: ClassEmbeddings,
  { path, output }: Running,
  width: number,
): ImageNetV2Error {
  const [classes] = shape;
  return new ImageNetV2Error(
    "INVALID_MODEL",
    `${file}: [${shape.join(", ")}] does not fit the output ${output.name} of ${path}, which is [n, ${width}].`,
    { path: file },
    {
      hint: classes === width ? transposed : "Both must come from one model, and be equally long.",
    },
  );
}
