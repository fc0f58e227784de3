import { allocate } from "@imagenet-v2/storage/internal";
import { corrupt, type Origin } from "./corrupt.ts";
import { beyond } from "./limits.ts";

/*
 * As much of protobuf's wire format as tf.train.Example needs. A message is a sequence of fields, each
 * a varint tag (number × 8 + wire type) and a value.
 */

export const WireType = { varint: 0, fixed64: 1, bytes: 2, startGroup: 3, endGroup: 4, fixed32: 5 };

/** Bytes that can be looked at piecewise. A Uint8Array is one; so is a file through a window. */
export interface ByteSource {
  readonly length: number;
  subarray(start: number, end: number): Uint8Array;
}

/** A field of a message, its value as a range of the source: varints included. */
export interface Field {
  readonly number: number;
  readonly wireType: number;
  readonly start: number;
  readonly end: number;
}

/** How many more fields may be read, of all messages of an example. */
export interface FieldBudget {
  readonly limit: number;
  left: number;
}

/**
 * The fields of the message in `[start, end)` of the source. Groups, which no message here has, are
 * skipped.
 *
 * @throws CORRUPT_DATA if a field goes beyond `end`; UNSUPPORTED for more fields than are left
 */
export function* fields(
  source: ByteSource,
  start: number,
  end: number,
  origin: Origin,
  budget: FieldBudget,
): Generator<Field, void, undefined> {
  let groups = 0;
  for (let at = start; at < end; ) {
    if (budget.left-- === 0) {
      const hint = "Write lists of numbers packed, as TensorFlow does.";
      throw beyond(`an example of more than ${budget.limit} fields`, hint, origin, at);
    }
    const tag = varint(source, at, end, origin);
    const number = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    let next = tag.end;
    let valueStart = next;
    if (wireType === WireType.varint) next = varint(source, next, end, origin).end;
    else if (wireType === WireType.fixed64) next += 8;
    else if (wireType === WireType.fixed32) next += 4;
    else if (wireType === WireType.startGroup) groups++;
    else if (wireType === WireType.endGroup) groups--;
    else if (wireType === WireType.bytes) {
      const length = varint(source, next, end, origin);
      valueStart = length.end;
      next = length.end + length.value;
    } else throw corrupt(`an unknown protobuf wire type (${wireType})`, origin, at);
    if (number === 0 || next > end || groups < 0) {
      throw corrupt("a broken protobuf field", origin, at);
    }
    if (groups === 0 && wireType !== WireType.endGroup) {
      yield { number, wireType, start: valueStart, end: next };
    }
    at = next;
  }
  if (groups > 0) throw corrupt("an unfinished protobuf group", origin, start);
}

/** The varint at `at`, as a number: exact up to 2^53, and beyond that greater than any length. */
function varint(
  source: ByteSource,
  at: number,
  end: number,
  origin: Origin,
): { value: number; end: number } {
  const bytes = source.subarray(at, Math.min(at + 10, end));
  let value = 0;
  let scale = 1;
  for (const [i, byte] of bytes.entries()) {
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: at + i + 1 };
    scale *= 128;
  }
  throw corrupt("a broken protobuf number", origin, at);
}

/** The int64s that lie as varints one after the other. @throws CORRUPT_DATA if the last is cut */
export function int64s(bytes: Uint8Array, origin: Origin, at: number): bigint[] {
  const values: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte < 0x80) {
      values.push(BigInt.asIntN(64, value));
      value = shift = 0n;
    } else if (shift === 70n) throw corrupt("a broken protobuf number", origin, at);
  }
  if (shift > 0n) throw corrupt("a broken protobuf number", origin, at);
  return values;
}

/** Bytes of a length or tag as a varint. */
function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}

/** Bytes of an int64 as a varint: 10 if it is negative. */
export function int64Length(value: bigint): number {
  if (value < 0n) return 10;
  // Seven bits a byte; what a double may not hold exactly is compared instead.
  return value < 2n ** 49n ? varintLength(Number(value)) : value < 2n ** 56n ? 8 : 9;
}

/** Bytes of a field that holds `length` bytes, in messages with field numbers below 16. */
export function fieldLength(length: number): number {
  return 1 + varintLength(length) + length;
}

/** Writes a message front to back into a buffer of exactly its length. */
export class Writer {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(length: number) {
    this.bytes = allocate(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Tag and length of a field of `length` bytes, which the caller writes next. */
  field(number: number, length: number): void {
    this.#byte(number * 8 + WireType.bytes);
    let rest = length;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#byte((rest % 128) | 0x80);
    this.#byte(rest);
  }

  raw(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  float(value: number): void {
    this.#view.setFloat32(this.#at, value, true);
    this.#at += 4;
  }

  int64(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    for (; rest >= 128n; rest >>= 7n) this.#byte(Number(rest & 0x7fn) | 0x80);
    this.#byte(Number(rest));
  }

  #byte(value: number): void {
    this.bytes[this.#at++] = value;
  }
}
