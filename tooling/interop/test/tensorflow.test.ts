import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { runPython } from "@imagenet-v2/interop";
import {
  decodeExample,
  encodeExample,
  encodeRecord,
  parseRecords,
  type TFExample,
} from "@imagenet-v2/tfrecord";
import { describe, expect, inject, test } from "vitest";

const python = inject("python");
const skipped = python.missing === undefined ? "" : ` (skipped: ${python.missing})`;

const examples: readonly TFExample[] = [
  {},
  {
    file_name: { bytesList: [Buffer.from("7/a.jpeg")] },
    image: { bytesList: [Buffer.alloc(100_000, 7)] },
    label: { int64List: [7n] },
  },
  {
    none: {},
    "no bytes": { bytesList: [] },
    "no floats": { floatList: [] },
    "no integers": { int64List: [] },
    "several bytes": { bytesList: [Buffer.of(), Buffer.of(0, 255)] },
    floats: { floatList: [0, -1.5, Math.fround(1e-40)] },
    integers: { int64List: [0n, -1n, 127n, 128n, 2n ** 63n - 1n, -(2n ** 63n)] },
    "ünïcödé 😀": { int64List: [1n] },
  },
];

/** An example as records.py has it. */
function plain(example: TFExample): object {
  return Object.fromEntries(
    Object.entries(example).map(([name, { bytesList, floatList, int64List }]) => [
      name,
      {
        ...(bytesList && { bytes_list: bytesList.map((b) => Buffer.from(b).toString("base64")) }),
        ...(floatList && { float_list: floatList }),
        ...(int64List && { int64_list: int64List.map(String) }),
      },
    ]),
  );
}

describe.skipIf(python.python === undefined)(`TensorFlow${skipped}`, () => {
  test.each([0, 1, examples.length])("reads %i examples that we wrote", async (count) => {
    const path = join(temporaryFolder(), "records");
    const records = examples.slice(0, count).map((example) => encodeRecord(encodeExample(example)));
    writeFileSync(path, Buffer.concat(records));
    expect(await runPython(python, "records.py", ["read", path])).toEqual(
      examples.slice(0, count).map(plain),
    );
  });

  test.each([0, 1, examples.length])("writes %i examples that we read", async (count) => {
    const path = join(temporaryFolder(), "records");
    // Too long for a command line.
    const short = examples.slice(0, count).map(({ image, ...example }) => example as TFExample);
    await runPython(python, "records.py", ["write", path, JSON.stringify(short.map(plain))]);
    const read = [...parseRecords(readFileSync(path))].map(({ data }) => decodeExample(data));
    expect(read.map(plain)).toEqual(short.map(plain));
  });
});
