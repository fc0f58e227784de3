// One damage has one message: from the library, the commands and the explorer.
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { promisify } from "node:util";
import {
  archiveOf,
  builtPackage,
  onnxFile,
  temporaryFolder,
  tinyJpeg,
  twelveBitJpeg,
} from "@imagenet-v2/fixtures";
import { decodeImage, load, preprocess } from "imagenet-v2";
import { serveExplorer } from "imagenet-v2/explorer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const program = join(builtPackage("imagenet-v2"), "bin/imagenet-v2.js");
const folder = temporaryFolder();
const model = join(folder, "small.onnx");
const env = { PATH: process.env.PATH, HOME: folder, IMAGENET_V2_DATA_DIR: folder };

const name = `3/${"7".padStart(40, "0")}.jpeg`;
const whole = await tinyJpeg({ width: 60, height: 320 });
const progressive = await tinyJpeg({ width: 60, height: 320, progressive: true });
const tall = Buffer.from(whole);
tall.writeUInt16BE(65_000, whole.indexOf(Buffer.from([0xff, 0xc0])) + 5);

const cases: readonly [code: string, message: RegExp, bytes: Uint8Array][] = [
  ["NOT_A_JPEG", /: expected a JPEG or PNG, found /, Buffer.from("<html>")],
  ["CORRUPT_IMAGE", /: damaged JPEG: .* \(byte \d+, row \d+ of 320\)\.$/, whole.subarray(0, -80)],
  ["CORRUPT_IMAGE", /: damaged JPEG: .* \(byte \d+\)\.$/, progressive.subarray(0, -80)],
  ["CORRUPT_IMAGE", /: damaged JPEG: .* \(byte \d+\)\.$/, whole.subarray(0, 40)],
  ["UNSUPPORTED", /: cannot decode JPEG with other than 8 bits a sample\.$/, await twelveBitJpeg()],
  ["IMAGE_TOO_LARGE", /: 60 × 65000 pixels; at most /, tall],
];

/** What a command says, as its line of JSON. */
async function saidBy(...argv: string[]): Promise<{ error: string; message: string }> {
  const ended = promisify(execFile)(process.execPath, [program, ...argv, "--json"], { env });
  const { stderr } = await ended.then(
    () => ({ stderr: "{}" }),
    (error: { stderr: string }) => error,
  );
  return JSON.parse(stderr.trim().split("\n").at(-1) as string);
}

beforeAll(() => writeFile(model, onnxFile()));

describe.each(cases)("%s, %s", (code, message, bytes) => {
  const archive = join(temporaryFolder(), "one.tar");
  const data = ["--archive", archive, "--partial"];
  const open = () =>
    load("imagenet_v2", { archive, partial: true, dataDir: folder, split: "test" });
  let expected = "";
  const closing: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    await archiveOf(archive, [name], { topDirectory: "one", jpeg: () => bytes });
    const error: Error = await decodeImage(bytes, { name }).then(
      () => new Error("decoded"),
      (error: Error) => error,
    );
    expect(error).toMatchObject({ code, image: name });
    expected = error.message;
    expect(expected).toMatch(message);
    expect(expected).toMatch(/^3\/0{39}7\.jpeg: [^\n]+\.$/);
  });
  afterAll(() => Promise.all(closing.map((close) => close())));

  test("preprocess", async () => {
    const error = { code, image: name, message: expected };
    await expect(preprocess(bytes, "clip", { name })).rejects.toMatchObject(error);
  });

  test("reading and batches", async () => {
    const dataset = await open();
    closing.push(() => dataset.close());
    const error = { code, image: name, message: expected };
    await expect(dataset.at(0)).rejects.toMatchObject(error);
    for (const workers of [0, 1]) {
      const batches = dataset.batches({ preprocessing: "imagenet", workers });
      await expect(batches[Symbol.asyncIterator]().next()).rejects.toMatchObject(error);
    }
  });

  test("show and evaluate", async () => {
    const error = { error: code, image: name, message: expected };
    const sheet = join(folder, "sheet.png");
    expect(await saidBy("show", ...data, "--output", sheet)).toMatchObject(error);
    expect(
      await saidBy("evaluate", ...data, "--model", model, "--preprocessing", "imagenet"),
    ).toMatchObject(error);
  });

  test("the explorer", async () => {
    const dataset = await open();
    const explorer = await serveExplorer({ dataset, port: 0, dataDir: temporaryFolder() });
    closing.push(() => explorer.close());
    const get = (path: string) =>
      new Promise<[number | undefined, unknown]>((resolve, reject) => {
        const { port } = explorer;
        request({ port, path }, async (answer) => resolve([answer.statusCode, await json(answer)]))
          .on("error", reject)
          .end();
      });
    expect(await get("/thumbnails/0.jpeg")).toEqual([422, { code, message: expected }]);
    for (;;) {
      const [status, document] = await get("/documents/measures.json");
      if (status === 202) continue;
      expect(document).toMatchObject({ damaged: [{ index: 0, message: expected }] });
      return;
    }
  });
});
