import { readFileSync } from "node:fs";
import { isImageNetV2Error } from "@imagenet-v2/core";
import { sharedFile } from "@imagenet-v2/fixtures";
import {
  decodeExample,
  encodeExample,
  encodeRecord,
  parseRecords,
  serializedLength,
  type TFExample,
} from "@imagenet-v2/tfrecord";
import fc from "fast-check";
import { expect, test } from "vitest";
import { concat, goldenExample, hex } from "./golden.ts";

const text = (value: string) => new TextEncoder().encode(value);
const example: TFExample = {
  file_name: { bytesList: [text("7/a.jpeg")] },
  image: { bytesList: [hex("ff d8 ff d9")] },
  label: { int64List: [7n] },
};

const anyExample: fc.Arbitrary<TFExample> = fc.dictionary(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.oneof(
    fc.record({ bytesList: fc.array(fc.uint8Array({ maxLength: 200 })) }),
    fc.record({ floatList: fc.array(fc.float({ noNaN: true })) }),
    fc.record({
      int64List: fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    }),
    fc.constant({}),
  ),
);

test("serializes as TensorFlow does", () => {
  expect(encodeExample(example)).toEqual(goldenExample);
});

test("gives back any example", () => {
  fc.assert(
    fc.property(anyExample, (any) => {
      expect({ ...decodeExample(encodeExample(any)) }).toEqual({ ...any });
    }),
  );
});

test("knows the length of what it would write", () => {
  fc.assert(
    fc.property(anyExample, (any) => {
      expect(serializedLength(any)).toBe(encodeExample(any).length);
    }),
  );
});

test("knows the length from the length of the image alone", () => {
  // A real file name has up to 49 characters: 112 bytes come on top of the image.
  const shape = {
    file_name: { bytesList: [{ byteLength: 49 }] },
    image: { bytesList: [{ byteLength: 110_000 }] },
    label: { int64List: [742n] },
  };
  expect(serializedLength(shape)).toBe(110_112);
});

test("writes the same bytes whatever the order of the properties, and another order on demand", () => {
  const { label, image, file_name } = example;
  expect(encodeExample({ label, image, file_name } as TFExample)).toEqual(goldenExample);
  const reordered = encodeExample(example, ["label", "image", "file_name"]);
  expect(reordered).not.toEqual(goldenExample);
  expect({ ...decodeExample(reordered) }).toEqual(example);
});

test("keeps -1, which takes ten bytes, and the largest int64s", () => {
  const label = { int64List: [-1n, 2n ** 63n - 1n, -(2n ** 63n)] };
  const bytes = encodeExample({ label });
  expect(Buffer.from(bytes).toString("hex")).toContain("ffffffffffffffffff01");
  expect(decodeExample(bytes).label).toEqual(label);
});

test.each([
  ["an unpacked int64", "0a 0d 0a 0b 0a 05 6c6162656c 12 02 1a 00", []],
  [
    "an unpacked int64 with values",
    "0a 11 0a 0f 0a 05 6c6162656c 12 06 1a 04 08 07 08 08",
    [7n, 8n],
  ],
  [
    "packed and unpacked in one list",
    "0a 12 0a 10 0a 05 6c6162656c 12 07 1a 05 0a 01 07 08 08",
    [7n, 8n],
  ],
  ["the value before the key", "0a 10 0a 0e 12 05 1a 03 0a 01 07 0a 05 6c6162656c", [7n]],
  [
    "a list in two pieces",
    "0a 15 0a 13 0a 05 6c6162656c 12 0a 1a 03 0a 01 07 1a 03 0a 01 08",
    [7n, 8n],
  ],
  [
    "a repeated key",
    "0a 20 0a 0e 0a 05 6c6162656c 12 05 1a 03 0a 01 07 0a 0e 0a 05 6c6162656c 12 05 1a 03 0a 01 08",
    [8n],
  ],
  [
    "features in two pieces",
    "0a 10 0a 0e 0a 05 6c6162656c 12 05 1a 03 0a 01 07 0a 10 0a 0e 0a 05 6c6162656c 12 05 1a 03 0a 01 09",
    [9n],
  ],
  [
    "unknown fields of every wire type",
    "10 05 19 0102030405060708 25 01020304 2b 08 01 2c 32 01 ff 0a 10 0a 0e 0a 05 6c6162656c 12 05 1a 03 0a 01 07",
    [7n],
  ],
])("reads %s", (_, digits, expected) => {
  expect(decodeExample(hex(digits)).label).toEqual({ int64List: expected });
});

test("reads floats packed and unpacked", () => {
  const bytes = hex("0a 14 0a 12 0a 01 78 12 0d 12 0b 0a 04 0000803f 0d 00000040");
  expect(decodeExample(bytes).x).toEqual({ floatList: [1, 2] });
});

test("takes __proto__ as a name like any other", () => {
  const hostile = JSON.parse('{"__proto__": {}}') as TFExample;
  const decoded = decodeExample(encodeExample(hostile));
  expect(Object.keys(decoded)).toEqual(["__proto__"]);
});

test("throws CORRUPT_DATA, and nothing else, on any bytes", () => {
  const survives = (bytes: Uint8Array) => {
    try {
      decodeExample(bytes, { path: "shard", offset: 100 });
    } catch (error) {
      if (!isImageNetV2Error(error, "CORRUPT_DATA")) throw error;
      expect(error.offset).toBeGreaterThanOrEqual(100);
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), survives), { numRuns: 2000 });
  for (let length = 1; length < goldenExample.length; length++) {
    expect(() => decodeExample(goldenExample.subarray(0, length))).toThrow(/at byte \d+/);
  }
  fc.assert(
    fc.property(fc.nat({ max: goldenExample.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
      const bytes = goldenExample.slice();
      bytes[at] = byte;
      survives(bytes);
    }),
  );
});

test.each([
  ["a list in 200,000 pieces", (piece: Uint8Array) => feature(concat(Array(200_000).fill(piece)))],
  ["200,000 features", (piece: Uint8Array) => concat(Array(200_000).fill(feature(piece)))],
])("reads a hostile megabyte in linear time: %s", (_, make) => {
  const bytes = message(1, make(hex("1a 03 0a 01 07")));
  const began = process.cpuUsage();
  const { label } = decodeExample(bytes);
  expect(label?.int64List?.at(-1)).toBe(7n);
  // Of this process alone: how busy the machine is does not count.
  expect(process.cpuUsage(began).user / 1e6).toBeLessThan(5);
});

function feature(value: Uint8Array): Uint8Array {
  return message(1, concat([hex("0a 05 6c6162656c"), message(2, value)]));
}

/** A field that holds a message; its length is a varint of four bytes. */
function message(number: number, bytes: Uint8Array): Uint8Array {
  const length = [0, 7, 14, 21].map(
    (shift) => ((bytes.length >> shift) & 127) | (shift < 21 ? 128 : 0),
  );
  return concat([Uint8Array.of(number * 8 + 2, ...length), bytes]);
}

const shard = sharedFile(
  "golden/tfds-prepared-50/imagenet_v2/matched-frequency/3.0.0/imagenet_v2-test.tfrecord-00000-of-00001",
);

test.skipIf(shard === undefined)("rewrites a shard of TFDS byte for byte (../shared)", () => {
  const bytes = new Uint8Array(readFileSync(shard as string));
  const records = [...parseRecords(bytes)];
  expect(records).toHaveLength(50);
  const rewritten = records.map(({ data }) => {
    const decoded = decodeExample(data);
    return encodeRecord(encodeExample(decoded, Object.keys(decoded)));
  });
  expect(Buffer.compare(concat(rewritten), bytes)).toBe(0);
});
