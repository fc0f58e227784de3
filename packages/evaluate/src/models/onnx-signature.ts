import { ImageNetV2Error } from "@imagenet-v2/core";
import { readableTypes } from "../run/numbers.ts";

/** What onnxruntime tells of an input or output. A dimension without a number has a name. */
export interface ValueMetadata {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

/** The input that takes the images. */
export interface ImageInput {
  readonly name: string;
  readonly layout: "nchw" | "nhwc";
  readonly type: "float32" | "float16" | "float64" | "uint8";
  /** `undefined` where the model takes any number. */
  readonly batchSize: number | undefined;
  /** `undefined` where it takes any size. */
  readonly size: readonly [height: number, width: number] | undefined;
}

/** @throws INVALID_MODEL if there is not one input of images, or of a type we cannot make */
export function imageInput(inputs: readonly ValueMetadata[], path: string): ImageInput {
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0) {
    throw invalid(path, `it has ${inputs.length} inputs, and one is needed${listed(inputs)}`);
  }
  const { name, type, shape = [] } = input;
  const [batch, second, third, fourth] = shape;
  const layout = second === 3 ? "nchw" : fourth === 3 ? "nhwc" : undefined;
  if (shape.length !== 4 || layout === undefined) {
    throw invalid(
      path,
      `its input ${name} takes [${shape.join(", ")}], and [n, 3, height, width] or [n, height, width, 3] is needed`,
    );
  }
  if (type !== "float32" && type !== "float16" && type !== "float64" && type !== "uint8") {
    throw invalid(
      path,
      `its input ${name} takes ${type}, and float32, float16, float64 or uint8 is needed`,
    );
  }
  const [height, width] = layout === "nchw" ? [third, fourth] : [second, third];
  return {
    name,
    layout,
    type,
    batchSize: isSize(batch) ? batch : undefined,
    size: isSize(height) && isSize(width) ? [height, width] : undefined,
  };
}

/**
 * The output that has the scores: the only one there is, whatever its size; of several, the one with as
 * many as ImageNet has classes. Whether they fit the dataset shows when they come.
 *
 * @throws INVALID_MODEL if there is not one such output, or of a type that has no scores
 */
export function scoresOutput(outputs: readonly ValueMetadata[], path: string): string {
  const sizes = ({ shape = [] }: ValueMetadata) => shape.slice(1).filter((size) => size !== 1);
  const last = (output: ValueMetadata) => sizes(output).at(-1);
  const ofImageNet = outputs.filter((output) => last(output) === 1000 || last(output) === 1001);
  // One whose shape is not told may still fit: the scores are counted when they come.
  const unknown = outputs.filter((output) => !isSize(last(output)));
  const single = outputs.filter((output) => sizes(output).length === 1);
  const [output, ...others] =
    [ofImageNet, outputs.length === 1 ? single : [], unknown].find(({ length }) => length > 0) ??
    [];
  if (output !== undefined && others.length === 0) {
    const { name, isTensor, type } = output;
    if (isTensor && (type === undefined || readableTypes.has(type))) return name;
    throw invalid(
      path,
      `its output ${name} gives ${isTensor ? type : "no tensor"}, and ${[...readableTypes].join(", ")} are read`,
    );
  }
  throw invalid(
    path,
    outputs.length === 1
      ? `its output does not give a row of scores for an image${listed(outputs)}`
      : `it has ${outputs.length} outputs, and not one of them alone gives ImageNet's 1000 or 1001 scores${listed(outputs)}`,
  );
}

function isSize(size: number | string | undefined): size is number {
  return typeof size === "number" && size > 0;
}

function listed(values: readonly ValueMetadata[]): string {
  return `: ${values.map(({ name, shape = [] }) => `${name} [${shape.join(", ")}]`).join("; ")}`;
}

function invalid(path: string, what: string): ImageNetV2Error {
  return new ImageNetV2Error(
    "INVALID_MODEL",
    `${path} is no classifier of images: ${what}.`,
    { path },
    { hint: "Wrap it in a function of your own from batches to scores, and evaluate that." },
  );
}
