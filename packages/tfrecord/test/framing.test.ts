import { isImageNetV2Error } from "@imagenet-v2/core";
import { encodeRecord, parseRecords } from "@imagenet-v2/tfrecord";
import { recordOverhead } from "@imagenet-v2/tfrecord/internal";
import fc from "fast-check";
import { expect, test } from "vitest";
import { concat, goldenExample, goldenRecord } from "./golden.ts";

const failure = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (isImageNetV2Error(error, "CORRUPT_DATA")) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

test("frames data as TensorFlow does", () => {
  expect(Buffer.from(encodeRecord(goldenExample)).toString("hex")).toBe(goldenRecord);
});

test("gives back any records, with their offsets", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (records) => {
      const parsed = [...parseRecords(concat(records.map(encodeRecord)))];
      expect(parsed.map(({ data }) => data)).toEqual(records);
      let offset = 0;
      for (const [i, record] of records.entries()) {
        expect(parsed[i]?.offset).toBe(offset);
        offset += record.length + recordOverhead;
      }
    }),
  );
});

test("reads an empty file as no records", () => {
  expect([...parseRecords(new Uint8Array(0))]).toEqual([]);
});

test("tells path and offset of a record that is cut, wherever that is", () => {
  const two = concat([encodeRecord(goldenExample), encodeRecord(goldenExample)]);
  for (let length = 81; length < two.length; length++) {
    const error = failure(() => [...parseRecords(two.subarray(0, length), { path: "a-shard" })]);
    expect(error).toMatchObject({ path: "a-shard", offset: 80 });
    expect(error.message).toMatch(/a-shard: .* cut at byte 80\./);
  }
});

test("finds every flipped bit", () => {
  const record = encodeRecord(goldenExample);
  for (let bit = 0; bit < record.length * 8; bit++) {
    const flipped = record.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    expect(failure(() => [...parseRecords(flipped)]).offset).toBe(0);
  }
});

test("leaves the data unchecked when asked to, but never the length", () => {
  const record = encodeRecord(Uint8Array.of(1, 2, 3));
  record[12] = 9;
  expect([...parseRecords(record, { verify: false })][0]?.data).toEqual(Uint8Array.of(9, 2, 3));
  record[0] = 2;
  expect(failure(() => [...parseRecords(record, { verify: false })]).message).toContain(
    "wrong checksum",
  );
});
