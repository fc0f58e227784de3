import { ImageNetV2Error } from "@imagenet-v2/core";
import { classCounts } from "@imagenet-v2/models";
import { readableTypes } from "../run/numbers.ts";
import type { InputType } from "./elements.ts";

/** What onnxruntime tells of an input or output. A dimension without a number has a name. */
export interface ValueMetadata {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

type Layout = "nchw" | "nhwc";

/** The input that takes the images. */
export interface ImageInput {
  readonly name: string;
  readonly layout: Layout;
  readonly type: InputType;
  /** How many images it takes at once; `undefined` for any number. */
  readonly batchSize: number | undefined;
  /** `undefined` where it takes any size. */
  readonly size: readonly [height: number, width: number] | undefined;
}

/** What a signature tells of it. The rest is found out by {@link tryInput}. */
export interface DeclaredInput extends Omit<ImageInput, "layout"> {
  /** Those that it can have, the likeliest first: an export may leave the channels open. */
  readonly layouts: readonly Layout[];
}

/** What images can be given as to the models of a runtime. */
interface RuntimeInputs {
  readonly types: readonly InputType[];
  /** The layout that is the likelier one where a signature leaves it open. */
  readonly preferred: Layout;
}

function isOneOf(types: readonly InputType[], type: string | undefined): type is InputType {
  return (types as readonly (string | undefined)[]).includes(type);
}

/** @throws INVALID_MODEL if there is not one input of images, or of a type we cannot make */
export function imageInput(
  inputs: readonly ValueMetadata[],
  path: string,
  { types, preferred }: RuntimeInputs,
): DeclaredInput {
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0) {
    throw invalid(path, `it has ${inputs.length} inputs, and one is needed${listed(inputs)}`);
  }
  const { name, type, shape = [] } = input;
  const layouts = layoutsOf(shape, preferred);
  if (shape.length !== 4 || layouts.length === 0) {
    throw invalid(
      path,
      `its input ${name} takes [${shape.join(", ")}], and [n, 3, height, width] or [n, height, width, 3] is needed`,
    );
  }
  if (!isOneOf(types, type)) {
    throw invalid(
      path,
      `its input ${name} takes ${type}, and one of ${types.join(", ")} is needed`,
    );
  }
  const [batch, second, third, fourth] = shape;
  // Where the layout is not told, no side is either.
  const sides = layouts[0] === "nchw" ? [third, fourth] : [second, third];
  const [height, width] = sides.map((side) => (isSize(side) ? side : undefined));
  return {
    name,
    layouts,
    type,
    batchSize: isSize(batch) ? batch : undefined,
    size: sizeOf(height, width),
  };
}

/** A side that is left open is taken for as long as the other. */
function sizeOf(height: number | undefined, width: number | undefined): ImageInput["size"] {
  const side = height ?? width;
  return side === undefined ? undefined : [height ?? side, width ?? side];
}

function layoutsOf(shape: readonly (number | string)[], preferred: Layout): Layout[] {
  const [, second, , fourth] = shape;
  const channels = (side: number | string | undefined) =>
    side === 3 || (typeof side === "string" && /channel/i.test(side));
  if (channels(second)) return ["nchw"];
  if (channels(fourth)) return ["nhwc"];
  const all: [Layout, number | string | undefined][] = [
    ["nchw", second],
    ["nhwc", fourth],
  ];
  const open = all.filter(([, side]) => !isSize(side)).map(([layout]) => layout);
  return open.sort((a, b) => Number(b === preferred) - Number(a === preferred));
}

/** What an output is looked for that has a row of numbers for an image. */
interface Rows {
  readonly what: string;
  /** How a row is called in a message. */
  readonly inWords: string;
  /** What such an output is usually called. */
  readonly usual: string;
  /** How many numbers a row may have. */
  readonly counts: readonly number[];
}

/** The scores of a classifier. */
export const scores: Rows = {
  what: "scores",
  inWords: "as many scores as ImageNet has classes",
  usual: "logits",
  counts: classCounts,
};

/** What an encoder of images gives, as transformers calls it. */
export function embeddingsOf(width: number): Rows {
  const inWords = `an embedding of ${width} numbers`;
  return { what: "embeddings", inWords, usual: "image_embeds", counts: [width] };
}

/**
 * The output that has the wanted rows: the one that is asked for; else the one of the usual name, the only
 * one there is, or of several the only one with a usual count. Whether scores fit the dataset shows when
 * they come.
 *
 * @throws INVALID_OPTION if there is none of that name; INVALID_MODEL if there is not one such output, or
 * of a type that has no such numbers
 */
export function outputOf(
  outputs: readonly ValueMetadata[],
  path: string,
  rows: Rows,
  wanted?: string,
): ValueMetadata {
  const output = wanted === undefined ? onlyOne(outputs, path, rows) : named(wanted, outputs, path);
  const { name, isTensor, type } = output;
  if (isTensor && (type === undefined || readableTypes.has(type))) return output;
  throw invalid(
    path,
    `its output ${name} gives ${isTensor ? type : "no tensor"}, and ${[...readableTypes].join(", ")} are read`,
  );
}

function named(wanted: string, outputs: readonly ValueMetadata[], path: string): ValueMetadata {
  const found = outputs.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${path} has no output ${JSON.stringify(wanted)}.`,
    { option: "output" },
    { hint: `It has${listed(outputs)}.` },
  );
}

function onlyOne(
  outputs: readonly ValueMetadata[],
  path: string,
  { what, inWords, usual, counts }: Rows,
): ValueMetadata {
  const rows = outputs.filter((output) => sizesOf(output).length <= 1);
  const last = (output: ValueMetadata) => sizesOf(output).at(-1);
  const [found, ...others] =
    [
      rows.filter(({ name }) => name === usual),
      outputs.length === 1 ? rows : [],
      outputs.filter((output) => counts.some((count) => count === last(output))),
      // One whose shape is not told may still fit: the scores are counted when they come.
      outputs.filter((output) => !isSize(last(output))),
    ].find(({ length }) => length > 0) ?? [];
  if (found !== undefined && others.length === 0) return found;
  if (outputs.length === 1) {
    throw invalid(path, `its output does not give a row of ${what} for an image${listed(outputs)}`);
  }
  throw invalid(
    path,
    `it has ${outputs.length} outputs, and not one of them alone gives ${inWords}${listed(outputs)}`,
    `Say which one has the ${what}: \`output\`.`,
  );
}

/** The sizes of what it gives for an image. */
export function sizesOf({ shape = [] }: ValueMetadata): (number | string)[] {
  return shape.slice(1).filter((size) => size !== 1);
}

/** Dimensions without a number have a name, which may be empty; some exporters write 0 or -1. */
export function isSize(size: number | string | undefined): size is number {
  return typeof size === "number" && size > 0;
}

function listed(values: readonly ValueMetadata[]): string {
  return `: ${values.map(({ name, shape = [] }) => `${name} [${shape.join(", ")}]`).join("; ")}`;
}

/** The way out for any model that runs in some way. */
export const wrapIt =
  "Wrap it in a function of your own from batches to scores, and evaluate that.";

function invalid(path: string, what: string, hint = wrapIt): ImageNetV2Error {
  return new ImageNetV2Error(
    "INVALID_MODEL",
    `${path} is not a classifier of images: ${what}.`,
    { path },
    { hint },
  );
}
