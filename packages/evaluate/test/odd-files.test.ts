import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { merge, onnxModel, readClasses, readPredictions } from "@imagenet-v2/evaluate";
import { namedPipe, sparseFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { npy } from "./npy.ts";

const GiB = 2 ** 30;
const images = [
  { file_name: "1/a.jpeg", label: 1 },
  { file_name: "2/b.jpeg", label: 2 },
];
const line = (name: string) => `${JSON.stringify({ file_name: name, top: [1, 2, 3, 4, 5] })}\n`;
const at = (name: string) => join(temporaryFolder(), name);
const read = (path: string, signal?: AbortSignal) => readPredictions(path, { images, signal });

describe("a pipe is refused, and not waited for, in the place of", () => {
  const refusal = { code: "NOT_A_FILE", found: "a pipe" };

  test.each(["p.jsonl", "p.csv", "p.npy"])("predictions: %s", async (name) => {
    await expect(read(namedPipe(at(name)))).rejects.toMatchObject(refusal);
  });

  test("classes", async () => {
    await expect(readClasses(namedPipe(at("classes.txt")))).rejects.toMatchObject(refusal);
  });

  test("a model", async () => {
    const path = namedPipe(at("m.onnx"));
    await expect(onnxModel(path)).rejects.toMatchObject({
      ...{ code: "INVALID_MODEL", path, message: `${path} is a pipe.` },
    });
  });

  test("results to merge", async () => {
    await expect(merge([namedPipe(at("part.jsonl"))])).rejects.toMatchObject(refusal);
  });
});

describe("a file of 3 GiB is refused, with the limit and the way out:", () => {
  test.each([
    ["p.jsonl", 2 * GiB, /a line for each image/],
    ["p.csv", 2 * GiB, /a line for each image/],
    ["p.npy", 65_536 + 2 * 1001 * 8, /2 images, and a row has at most 1001 numbers/],
  ])("predictions, %s", async (name, limit, hint) => {
    const path = sparseFile(at(name), 3 * GiB, "\x93NUMPY");
    await expect(read(path)).rejects.toMatchObject({
      ...{ code: "FILE_TOO_LARGE", path, bytes: 3 * GiB, limit },
      hint: expect.stringMatching(hint),
    });
  });

  test("classes", async () => {
    const path = sparseFile(at("classes.txt"), 3 * GiB, "n01440764\n");
    await expect(readClasses(path)).rejects.toMatchObject({
      ...{ code: "FILE_TOO_LARGE", path, limit: 2 ** 20 },
      hint: expect.stringContaining("one a line"),
    });
  });

  test("a model", async () => {
    await expect(onnxModel(sparseFile(at("m.onnx"), 3 * GiB))).rejects.toMatchObject({
      ...{ code: "FILE_TOO_LARGE", limit: 2 ** 31 - 1 },
      hint: expect.stringContaining("in a file beside it"),
    });
  });

  test("results to merge", async () => {
    const path = sparseFile(at("part.jsonl"), 3 * GiB, '{"imagenet_v2_results":1');
    await expect(merge([path])).rejects.toMatchObject({ code: "FILE_TOO_LARGE", path });
  });
});

describe("a line", () => {
  test.each(["p.jsonl", "p.csv"])("of a gigabyte is refused by its number: %s", async (name) => {
    const first = name.endsWith("csv") ? "1/a.jpeg,1,2,3,4,5\n" : line("1/a.jpeg");
    const path = sparseFile(at(name), GiB, first);
    await expect(read(path)).rejects.toMatchObject({
      ...{ code: "FILE_TOO_LARGE", path, limit: 2 ** 20 },
      message: `${path}, line 2: more than 1048576 bytes.`,
      hint: expect.stringContaining("not all in one"),
    });
  });

  test("of nothing but commas, or between quotes, costs no memory", async () => {
    const commas = at("p.csv");
    writeFileSync(commas, Buffer.alloc(2 ** 21, ","));
    await expect(read(commas)).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
    const quoted = at("q.csv");
    writeFileSync(quoted, Buffer.concat([Buffer.from('"'), Buffer.alloc(2 ** 21, "x\n")]));
    await expect(read(quoted)).rejects.toMatchObject({
      ...{ code: "INVALID_PREDICTIONS", message: expect.stringContaining("1048576") },
    });
  });

  test("of almost as much is read, wherever the file is cut into pieces", async () => {
    const path = at("p.jsonl");
    const padding = " ".repeat(2 ** 20 - line("1/a.jpeg").length - 10);
    writeFileSync(path, `${line("1/a.jpeg").trimEnd()}${padding}\r\n\n${line("2/b.jpeg")}`);
    const { predictions } = await read(path);
    expect(predictions.map(({ file_name }) => file_name)).toEqual(["1/a.jpeg", "2/b.jpeg"]);
  });

  test("nested 262,144 deep is refused by its number", async () => {
    const path = at("p.jsonl");
    writeFileSync(path, `${line("1/a.jpeg")}{"file_name":"2/b.jpeg","top":${"[".repeat(2 ** 18)}`);
    appendFileSync(path, `${"]".repeat(2 ** 18)}}\n`);
    await expect(read(path)).rejects.toMatchObject({ code: "INVALID_PREDICTIONS", line: 2 });
  });
});

test.each(["p.jsonl", "p.csv"])(
  "more predictions than any images have are refused: %s",
  async (name) => {
    const path = at(name);
    const row = name.endsWith("csv") ? "1/a.jpeg,1,2,3,4,5\n" : line("1/a.jpeg");
    writeFileSync(path, row.repeat(200_001));
    await expect(read(path)).rejects.toMatchObject({
      ...{ code: "INVALID_PREDICTIONS", path, line: 200_001 },
      message: expect.stringContaining("more than 200000 predictions"),
    });
  },
);

test("an npy file of the right size is read, of one number more is not", async () => {
  const row = Array.from({ length: 1001 }, (_, i) => (i === 8 ? 1 : 0));
  const path = at("p.npy");
  writeFileSync(path, npy([row, row], "<f4"));
  expect((await read(path)).predictions.map(({ top }) => top[0])).toEqual([7, 7]);
});

test.each(["p.jsonl", "p.csv", "p.npy"])("stops with the given reason: %s", async (name) => {
  const path = sparseFile(at(name), 2 ** 14, "\x93NUMPY");
  const reason = new Error("enough");
  const controller = new AbortController();
  const reading = read(path, controller.signal);
  controller.abort(reason);
  await expect(reading).rejects.toBe(reason);
});
