import { allocate } from "@imagenet-v2/storage/internal";
import { corrupt, type Origin } from "./corrupt.ts";
import { maskedCrc32c } from "./crc32c.ts";

/*
 * A TFRecord file is one record after the other, without a file header. A record is
 *
 *   uint64  length of the data        uint32  masked CRC-32C of these 8 bytes
 *   data                              uint32  masked CRC-32C of the data
 *
 * all little-endian.
 */

/** Bytes before the data of a record. */
export const recordHeaderLength = 12;

/** Bytes that framing adds to the data of a record. */
export const recordOverhead = recordHeaderLength + 4;

export interface VerifyOption {
  /** Whether to check the CRC of the data. That of its length is always checked. @default true */
  readonly verify?: boolean | undefined;
}

/** A record of a TFRecord file. */
export interface TFRecord {
  /** Where the record begins. Its data begin {@link recordHeaderLength} bytes later. */
  readonly offset: number;
  readonly data: Uint8Array;
}

/** Frames data as one record of a TFRecord file. */
export function encodeRecord(data: Uint8Array): Uint8Array {
  const record = allocate(data.length + recordOverhead);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, recordHeaderLength);
  view.setUint32(recordHeaderLength + data.length, maskedCrc32c(data), true);
  return record;
}

/**
 * The length of a record's data, from the record's first {@link recordHeaderLength} bytes.
 *
 * @throws CORRUPT_DATA if they are fewer, or their CRC is wrong
 */
export function recordDataLength(header: Uint8Array, origin: Origin = {}): number {
  if (header.length < recordHeaderLength) throw corrupt("the header of a record is cut", origin);
  const view = new DataView(header.buffer, header.byteOffset, recordHeaderLength);
  if (view.getUint32(8, true) !== maskedCrc32c(header.subarray(0, 8))) {
    throw corrupt("the length of a record has a wrong checksum", origin);
  }
  return Number(view.getBigUint64(0, true));
}

/**
 * The data of a record, from all its bytes (those that follow are ignored): a view, not a copy.
 *
 * @throws CORRUPT_DATA if the record is cut, or a CRC is wrong
 */
export function decodeRecord(
  record: Uint8Array,
  { verify = true, ...origin }: VerifyOption & Origin = {},
): Uint8Array {
  const length = recordDataLength(record, origin);
  if (record.length < length + recordOverhead) throw corrupt("a record is cut", origin);
  const data = record.subarray(recordHeaderLength, recordHeaderLength + length);
  const view = new DataView(record.buffer, record.byteOffset);
  if (verify && view.getUint32(recordHeaderLength + length, true) !== maskedCrc32c(data)) {
    throw corrupt("a record has a wrong checksum", origin);
  }
  return data;
}

/**
 * The records of a whole TFRecord file in memory; their data are views of `bytes`.
 *
 * @throws CORRUPT_DATA at the record that is cut or has a wrong CRC, after the good ones before it
 *
 * @example
 * for (const { data } of parseRecords(bytes)) decodeExample(data);
 */
export function* parseRecords(
  bytes: Uint8Array,
  { verify, path, offset: start = 0 }: VerifyOption & Origin = {},
): Generator<TFRecord, void, undefined> {
  for (let at = 0; at < bytes.length; ) {
    const data = decodeRecord(bytes.subarray(at), { verify, path, offset: start + at });
    yield { offset: start + at, data };
    at += data.length + recordOverhead;
  }
}
