import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { namedPipe, sharedFile, sparseFile, temporaryFolder } from "@imagenet-v2/fixtures";
import {
  decodeExample,
  encodeExample,
  encodeRecord,
  indexExamples,
  indexRecords,
  maskedCrc32c,
  parseRecords,
} from "@imagenet-v2/tfrecord";
import { describe, expect, test } from "vitest";
import { concat } from "./golden.ts";

const text = (value: string) => new TextEncoder().encode(value);

/** A shard of examples whose images have the given lengths. */
function shardOf(...lengths: number[]): { path: string; bytes: Uint8Array } {
  const records = lengths.map((length, i) =>
    encodeRecord(
      encodeExample({
        file_name: { bytesList: [text(`${i}/${"x".repeat(i)}.jpeg`)] },
        image: { bytesList: [new Uint8Array(length).fill(i)] },
        label: { int64List: [BigInt(i)] },
      }),
    ),
  );
  const path = join(temporaryFolder(), "shard");
  const bytes = concat(records);
  writeFileSync(path, bytes);
  return { path, bytes };
}

// Around the size of the window that the file is read through, and far beyond.
const lengths = [0, 1, 100, 3900, 4000, 4050, 4080, 4096, 4100, 5000, 123_456, 2];

test("finds the records a reader of the whole file finds", async () => {
  const { path, bytes } = shardOf(...lengths);
  const expected = [...parseRecords(bytes)].map(({ offset, data }) => ({
    offset,
    length: data.length + 16,
  }));
  expect(await indexRecords(path)).toEqual(expected);
});

test("reads names and labels, and tells where the images lie", async () => {
  const { path, bytes } = shardOf(...lengths);
  const examples = await indexExamples(path, ["image"]);
  expect(examples).toHaveLength(lengths.length);
  for (const [i, { example, ranges }] of examples.entries()) {
    expect({ ...example }).toEqual({
      file_name: { bytesList: [text(`${i}/${"x".repeat(i)}.jpeg`)] },
      label: { int64List: [BigInt(i)] },
    });
    const { offset, length } = ranges.image as { offset: number; length: number };
    expect(length).toBe(lengths[i]);
    expect(bytes.subarray(offset, offset + length).every((byte) => byte === i)).toBe(true);
  }
});

test("finds nothing in an empty file", async () => {
  expect(await indexRecords(shardOf().path)).toEqual([]);
});

test("refuses a file that is cut, and tells the record", async () => {
  const { path, bytes } = shardOf(10, 20_000);
  const second = (await indexRecords(path))[1]?.offset as number;
  for (const length of [second + 1, second + 11, second + 12, second + 5000, bytes.length - 1]) {
    writeFileSync(path, bytes.subarray(0, length));
    await expect(indexRecords(path)).rejects.toMatchObject({
      code: "CORRUPT_DATA",
      path,
      offset: second,
    });
  }
});

test("finds a flipped bit in an image when it verifies", async () => {
  const { path, bytes } = shardOf(10, 20_000);
  bytes[bytes.length - 5000] = 99;
  writeFileSync(path, bytes);
  await expect(indexExamples(path, ["image"])).resolves.toHaveLength(2);
  await expect(indexExamples(path, ["image"], { verify: true })).rejects.toMatchObject({
    code: "CORRUPT_DATA",
    path,
  });
});

test("refuses a long feature that is no single value", async () => {
  const { path } = shardOf(10);
  await expect(indexExamples(path, ["label"])).rejects.toMatchObject({ code: "CORRUPT_DATA" });
});

test("says which file is not there", async () => {
  const path = join(temporaryFolder(), "missing");
  await expect(indexRecords(path)).rejects.toMatchObject({ code: "NOT_FOUND", path });
});

test("says what the system said", async () => {
  const path = join(temporaryFolder(), "shard");
  writeFileSync(path, "");
  const below = join(path, "x");
  await expect(indexRecords(below)).rejects.toMatchObject({ code: "IO", errno: "ENOTDIR" });
});

test("refuses a folder and a pipe, without waiting", async () => {
  const folder = temporaryFolder();
  const pipe = namedPipe(join(folder, "pipe"));
  await expect(indexRecords(folder)).rejects.toMatchObject({ code: "NOT_A_FILE", path: folder });
  await expect(indexExamples(pipe, [])).rejects.toMatchObject({ code: "NOT_A_FILE", path: pipe });
});

describe("has limits:", () => {
  /** A record whose data are said to be of any length, and of which only the beginning is written. */
  const sparseRecord = (length: number, beginning: Uint8Array) => {
    const header = Buffer.alloc(12);
    header.writeBigUint64LE(BigInt(length));
    header.writeUint32LE(maskedCrc32c(header.subarray(0, 8)), 8);
    const path = join(temporaryFolder(), "shard");
    return sparseFile(path, length + 16, Buffer.concat([header, beginning]));
  };
  /** The beginning of a length-delimited field 1. */
  const field = (length: number) => {
    const bytes = [0x0a];
    let rest = length;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    return Buffer.from([...bytes, rest]);
  };

  test("the number of fields", async () => {
    // A feature with millions of values of no bytes each.
    const values = Buffer.alloc(20_000_000, Buffer.from([0x0a, 0x00]));
    const nested = [field(values.length)];
    for (const tag of [Buffer.from([0x12]), Buffer.from([0x0a]), Buffer.from([0x0a])]) {
      const inner = values.length + Buffer.concat(nested).length;
      nested.unshift(Buffer.concat([tag, field(inner).subarray(1)]));
    }
    const path = join(temporaryFolder(), "shard");
    writeFileSync(path, encodeRecord(Buffer.concat([...nested, values])));
    await expect(indexExamples(path, ["image"])).rejects.toMatchObject({
      ...{ code: "UNSUPPORTED", feature: "an example of more than 10000 fields" },
      message: expect.stringContaining(path),
      hint: expect.stringContaining("packed"),
    });
  });

  test("what is read of an example beside its long features", async () => {
    const path = sparseRecord(3 * 2 ** 30, field(3 * 2 ** 30 - 6));
    // The map entry, and in it a key of 3 GiB.
    const entry = Buffer.concat([field(3 * 2 ** 30 - 6), field(3 * 2 ** 30 - 12)]);
    const key = Buffer.concat([entry, field(3 * 2 ** 30 - 18)]);
    await expect(indexExamples(sparseRecord(3 * 2 ** 30, key), [])).rejects.toMatchObject({
      ...{ code: "UNSUPPORTED", hint: expect.stringContaining("long features") },
    });
    expect(await indexRecords(path)).toEqual([{ offset: 0, length: 3 * 2 ** 30 + 16 }]);

    const written = shardOf(256 * 1024).path;
    await expect(indexExamples(written, [])).rejects.toMatchObject({
      ...{ code: "UNSUPPORTED", message: expect.stringContaining("262144 bytes") },
    });
    expect(await indexExamples(written, ["image"])).toHaveLength(1);
  });

  test("but a long record is checked, piece by piece", async () => {
    const path = sparseRecord(64 * 2 ** 20, new Uint8Array());
    await expect(indexRecords(path, { verify: true })).rejects.toMatchObject({
      ...{ code: "CORRUPT_DATA", offset: 0, message: expect.stringContaining("checksum") },
    });
    const whole = shardOf(3 * 2 ** 20 + 5, 7).path;
    expect(await indexRecords(whole, { verify: true })).toHaveLength(2);
  });

  test("the number of records", async () => {
    const path = join(temporaryFolder(), "shard");
    const empty = Buffer.from(encodeRecord(new Uint8Array()));
    writeFileSync(path, Buffer.alloc(16 * 1_000_001, empty));
    await expect(indexRecords(path)).rejects.toMatchObject({
      ...{ code: "UNSUPPORTED", message: expect.stringContaining("1000000 records") },
      hint: expect.stringContaining("several files"),
    });
  });

  test("the number of fields of an example in memory", () => {
    const nest = (tag: number, bytes: Uint8Array) =>
      Buffer.concat([Buffer.from([tag]), field(bytes.length).subarray(1), bytes]);
    const list = Buffer.alloc(2 * 2_000_001, Buffer.from([0x0a, 0x00]));
    const example = nest(0x0a, nest(0x0a, nest(0x12, nest(0x0a, list))));
    expect(() => decodeExample(example)).toThrow(/more than 2000000 fields/);
  });
});

test("stops when told to", async () => {
  const { path } = shardOf(1);
  const reason = new Error("enough");
  await expect(indexRecords(path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

const real = sharedFile(
  "golden/tfds-prepared-50/imagenet_v2/matched-frequency/3.0.0/imagenet_v2-test.tfrecord-00000-of-00001",
);

test.skipIf(real === undefined)("finds every image in a shard of TFDS (../shared)", async () => {
  const bytes = new Uint8Array(readFileSync(real as string));
  const examples = await indexExamples(real as string, ["image"], { verify: true });
  const whole = [...parseRecords(bytes)].map(({ data }) => decodeExample(data));
  expect(examples.map(({ example }) => example.file_name)).toEqual(
    whole.map(({ file_name }) => file_name),
  );
  for (const [i, { ranges }] of examples.entries()) {
    const { offset, length } = ranges.image as { offset: number; length: number };
    const image = whole[i]?.image?.bytesList?.[0] as Uint8Array;
    expect(Buffer.compare(bytes.subarray(offset, offset + length), image)).toBe(0);
  }
});
