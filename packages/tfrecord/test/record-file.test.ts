import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import {
  decodeExample,
  encodeExample,
  encodeRecord,
  indexExamples,
  indexRecords,
  parseRecords,
} from "@imagenet-v2/tfrecord";
import { expect, test } from "vitest";
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
  const path = temporaryFolder();
  await expect(indexRecords(path)).rejects.toMatchObject({ code: "IO", errno: "EISDIR" });
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
