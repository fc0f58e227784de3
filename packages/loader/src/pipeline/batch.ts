import { type DType, ImageNetV2Error, type ImageTensor, type Tensor } from "@imagenet-v2/core";
import { shown } from "@imagenet-v2/core/internal";
import { type SizeRule, stack } from "./stack.ts";

/**
 * What `batch` makes of elements: the parts of an object, or of a tuple, each on its own. Tensors are
 * stacked along a new leading axis, a `label` becomes an `Int32Array`, everything else a list.
 */
export type Batch<E, Ragged = false> = unknown extends E
  ? unknown
  : E extends Tensor<infer D, infer Shape>
    ? Stacked<E, D, Shape, Ragged>
    : E extends Whole
      ? E[]
      : E extends readonly [infer First extends Tensor, number]
        ? [Batch<First, Ragged>, Int32Array]
        : E extends readonly unknown[]
          ? E[number] extends Plain
            ? E[]
            : { -readonly [K in keyof E]: Batch<E[K], Ragged> }
          : { -readonly [K in keyof E]: BatchOf<E[K], K, Ragged> };

type BatchOf<Value, Name, Ragged> = Name extends "label"
  ? Value extends number
    ? Int32Array
    : Batch<Value, Ragged>
  : Batch<Value, Ragged>;

type Stacked<
  E extends Tensor,
  D extends DType,
  Shape extends readonly number[],
  Ragged,
> = Ragged extends true ? E[] : E extends ImageTensor ? BatchTensor : Tensor<D, Leading<Shape>>;

type Leading<Shape extends readonly number[]> = number extends Shape["length"]
  ? readonly number[]
  : readonly [count: number, ...Shape];

type Plain = string | number | bigint | boolean | symbol | null | undefined;

/** What is one value, whatever it holds. */
type Whole = Plain | ArrayBufferView | ArrayBufferLike | ((...args: never[]) => unknown) | Date;

/** Images of one batch, one after the other. */
export type BatchTensor = Tensor<
  DType & "uint8",
  readonly [count: number, height: number, width: number, channels: 3]
>;

export interface StackOptions {
  readonly sizes: SizeRule | "ragged";
  /** The most bytes one batch may take. */
  readonly maxBatchBytes: number;
}

/**
 * Elements of the same kind as one batch, part by part.
 *
 * @throws INVALID_OPTION for elements that differ in kind, or for tensors that cannot be stacked
 */
export function stackElements(
  elements: readonly unknown[],
  options: StackOptions,
  path = "",
): unknown {
  if (elements.every(isTensor)) {
    if (options.sizes === "ragged") return elements;
    return stack(elements, { ...options, sizes: options.sizes, path });
  }
  const [first] = elements;
  const part = (key: string | number) =>
    elements.map((element) => (element as Record<string | number, unknown>)[key]);
  const inside = (key: string | number) => (path === "" ? String(key) : `${path}.${key}`);
  if (elements.every(isPair)) {
    return [stackElements(part(0), options, inside(0)), Int32Array.from(part(1) as number[])];
  }
  const keys = keysOf(first);
  if (keys === undefined) return elements;
  for (const element of elements) requireKeys(element, keys, path);
  if (Array.isArray(first)) return first.map((_, i) => stackElements(part(i), options, inside(i)));
  return Object.fromEntries(
    keys.map((key) => {
      const values = part(key);
      // A label that a decoder made something else of stays what it is.
      const labels = key === "label" && values.every(Number.isInteger);
      const stacked = labels
        ? Int32Array.from(values as number[])
        : stackElements(values, options, inside(key));
      return [key, stacked];
    }),
  );
}

/** The parts of an object or a tuple; nothing for what is one value. */
function keysOf(value: unknown): string[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return value.every(isPlain) ? undefined : Object.keys(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? Object.keys(value) : undefined;
}

function requireKeys(element: unknown, keys: readonly string[], path: string): void {
  const own = keysOf(element) ?? [];
  if (own.length === keys.length && own.every((key) => keys.includes(key))) return;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `batch: the elements${path === "" ? "" : ` in ${shown(path)}`} have different parts: ${keys.join(", ")} and ${own.join(", ") || "none"}.`,
    { option: "batch" },
    { hint: "chunk(n) gives lists of whatever the elements are." },
  );
}

/** An example as `asSupervised` gives it: a tensor and its label. */
function isPair(value: unknown): value is [Tensor, number] {
  return (
    Array.isArray(value) && value.length === 2 && isTensor(value[0]) && Number.isInteger(value[1])
  );
}

function isPlain(value: unknown): boolean {
  return (typeof value !== "object" && typeof value !== "function") || value === null;
}

export function isTensor(value: unknown): value is Tensor {
  return typeof value === "object" && value !== null && "shape" in value && "data" in value;
}
