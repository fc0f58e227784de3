import { corrupt, type Origin } from "./corrupt.ts";
import { limits } from "./limits.ts";
import {
  type ByteSource,
  type Field,
  fieldLength,
  fields,
  int64Length,
  int64s,
  WireType,
  Writer,
} from "./wire.ts";

/*
 * tf.train.Example, from TensorFlow's example.proto and feature.proto:
 *
 *   Example  { Features features = 1 }
 *   Features { map<string, Feature> feature = 1 }     a map entry is a message { key = 1, value = 2 }
 *   Feature  { oneof: BytesList = 1, FloatList = 2, Int64List = 3 }     each { repeated value = 1 }
 */
const kinds = ["bytesList", "floatList", "int64List"] as const;

const utf8 = new TextEncoder();

/** The values of one feature: at most one of the lists. */
export interface ExampleFeature {
  readonly bytesList?: readonly Uint8Array[] | undefined;
  readonly floatList?: readonly number[] | undefined;
  readonly int64List?: readonly bigint[] | undefined;
}

/** A `tf.train.Example`: features by name. */
export type TFExample = Readonly<Record<string, ExampleFeature>>;

/** An {@link TFExample} of which only the lengths of the bytes are known. */
export type ExampleShape = Readonly<
  Record<
    string,
    Omit<ExampleFeature, "bytesList"> & {
      readonly bytesList?: readonly { readonly byteLength: number }[] | undefined;
    }
  >
>;

/**
 * Serializes an example.
 *
 * @param keys the order of the features, which protobuf leaves open. Sorted, unless given: the same
 *   example always gives the same bytes. (TensorFlow's own order differs from process to process.)
 *
 * @example
 * encodeExample({ label: { int64List: [7n] } });
 */
export function encodeExample(
  example: TFExample,
  keys: readonly string[] = Object.keys(example).sort(),
): Uint8Array {
  const entries = keys.map((key) => measure(key, example[key] as ExampleFeature));
  const length = entries.reduce((sum, entry) => sum + fieldLength(entry.length), 0);
  const writer = new Writer(fieldLength(length));
  writer.field(1, length);
  for (const [i, { length, keyLength, featureLength, listLength }] of entries.entries()) {
    const key = keys[i] as string;
    writer.field(1, length);
    writer.field(1, keyLength);
    writer.raw(utf8.encode(key));
    writer.field(2, featureLength);
    const { bytesList, floatList, int64List } = example[key] as ExampleFeature;
    if (bytesList) {
      writer.field(1, listLength);
      for (const value of bytesList) {
        writer.field(1, value.length);
        writer.raw(value);
      }
    } else if (floatList) {
      writer.field(2, listLength);
      if (floatList.length > 0) writer.field(1, floatList.length * 4);
      for (const value of floatList) writer.float(value);
    } else if (int64List) {
      writer.field(3, listLength);
      if (int64List.length > 0) writer.field(1, packedLength(int64List));
      for (const value of int64List) writer.int64(value);
    }
  }
  return writer.bytes;
}

/** The length that {@link encodeExample} would give, without encoding: for images not read yet. */
export function serializedLength(example: ExampleShape): number {
  let length = 0;
  for (const key of Object.keys(example)) {
    length += fieldLength(measure(key, example[key] as ExampleShape[string]).length);
  }
  return fieldLength(length);
}

/** Bytes of a map entry and of what is in it. */
function measure(key: string, feature: ExampleShape[string]) {
  const keyLength = utf8.encode(key).length;
  const listLength = lengthOfList(feature);
  const featureLength = listLength === undefined ? 0 : fieldLength(listLength);
  const length = fieldLength(keyLength) + fieldLength(featureLength);
  return { length, keyLength, featureLength, listLength: listLength ?? 0 };
}

function lengthOfList({ bytesList, floatList, int64List }: ExampleShape[string]) {
  if (bytesList) return bytesList.reduce((sum, { byteLength }) => sum + fieldLength(byteLength), 0);
  const packed = floatList ? floatList.length * 4 : int64List && packedLength(int64List);
  return packed === 0 ? 0 : packed && fieldLength(packed);
}

function packedLength(values: readonly bigint[]): number {
  return values.reduce((sum, value) => sum + int64Length(value), 0);
}

/**
 * Parses a serialized example. Takes whatever a protobuf parser takes: features in any order, numbers
 * packed or not, fields it does not know; of a repeated feature the last counts. The bytes in it are
 * views of `bytes`.
 *
 * @throws CORRUPT_DATA; UNSUPPORTED for more than two million fields
 */
export function decodeExample(bytes: Uint8Array, origin: Origin = {}): TFExample {
  // Without a prototype, so that no feature name can mean anything else.
  const example: Record<string, ExampleFeature> = Object.create(null);
  for (const [name, located] of locateFeatures(bytes, 0, bytes.length, origin, limits.fields)) {
    example[name] = readFeature(bytes, located, origin);
  }
  return example;
}

/** A feature as it lies in a source: which list, and the fields that hold its values. */
export interface LocatedFeature {
  readonly kind?: (typeof kinds)[number] | undefined;
  readonly values: readonly Field[];
}

/**
 * Finds the features of the example in `[start, end)` without looking at their values.
 *
 * @param limit the most protobuf fields it may have
 */
export function locateFeatures(
  source: ByteSource,
  start: number,
  end: number,
  origin: Origin,
  limit: number,
): Map<string, LocatedFeature> {
  const budget = { limit, left: limit };
  const messages = (number: number, within: { start: number; end: number }) =>
    [...fields(source, within.start, within.end, origin, budget)].filter(
      (field) => field.number === number && field.wireType === WireType.bytes,
    );
  const located = new Map<string, LocatedFeature>();
  for (const features of messages(1, { start, end })) {
    for (const entry of messages(1, features)) {
      const key = messages(1, entry).at(-1);
      const name = key === undefined ? "" : text(source.subarray(key.start, key.end), origin, key);
      const feature: { kind?: LocatedFeature["kind"]; values: Field[] } = { values: [] };
      for (const value of messages(2, entry)) {
        for (const list of fields(source, value.start, value.end, origin, budget)) {
          const kind = kinds[list.number - 1];
          if (kind === undefined || list.wireType !== WireType.bytes) continue;
          // A list in several pieces is one list, by protobuf's rule for merging; of a oneof the last counts.
          if (feature.kind !== kind) feature.values = [];
          feature.kind = kind;
          for (const value of fields(source, list.start, list.end, origin, budget)) {
            if (value.number === 1) feature.values.push(value);
          }
        }
      }
      located.set(name, feature);
    }
  }
  return located;
}

/** The values of a located feature. */
export function readFeature(
  source: ByteSource,
  { kind, values }: LocatedFeature,
  origin: Origin,
): ExampleFeature {
  switch (kind) {
    case "bytesList":
      return {
        bytesList: values.map((field) => {
          if (field.wireType !== WireType.bytes)
            throw corrupt("a value of a wrong type", origin, field.start);
          return source.subarray(field.start, field.end);
        }),
      };
    case "floatList":
      return { floatList: values.flatMap((field) => floats(source, field, origin)) };
    case "int64List":
      return {
        int64List: values.flatMap((field) => {
          const typed = field.wireType === WireType.varint || field.wireType === WireType.bytes;
          if (!typed) throw corrupt("a value of a wrong type", origin, field.start);
          return int64s(source.subarray(field.start, field.end), origin, field.start);
        }),
      };
    case undefined:
      return {};
  }
}

function floats(source: ByteSource, { start, end, wireType }: Field, origin: Origin): number[] {
  const typed = wireType === WireType.fixed32 || wireType === WireType.bytes;
  if (!typed || (end - start) % 4 !== 0) throw corrupt("a value of a wrong type", origin, start);
  const bytes = source.subarray(start, end);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
}

function text(bytes: Uint8Array, origin: Origin, { start }: Field): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw corrupt("a feature name that is not UTF-8", origin, start);
  }
}
