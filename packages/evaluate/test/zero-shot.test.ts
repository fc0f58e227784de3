// Encoders of images with an embedding of each class, as CLIP is scored.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { classes as imageNet } from "@imagenet-v2/core";
import {
  evaluate,
  markdownReport,
  type OnnxModelOptions,
  type OnnxRuntime,
  onnxModel,
  report,
} from "@imagenet-v2/evaluate";
import { type OnnxFileOptions, onnxFile, temporaryFolder, tinyJpeg } from "@imagenet-v2/fixtures";
import { datasetOf } from "@imagenet-v2/loader";
import { MemoryStore } from "@imagenet-v2/stores";
import * as ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { npy } from "./npy.ts";
import { ownDataset } from "./own-dataset.ts";

const zeroToOne = { mean: [0, 0, 0], std: [1, 1, 1] } as const;

/** Five pictures whose red is the class: of 1000 from black to red. */
const images: Record<string, Uint8Array> = {};
for (const label of [0, 200, 400, 600, 999]) {
  const color = [Math.round((255 * label) / 1000), 0, 0] as const;
  images[`${label}/${"a".repeat(40)}.jpeg`] = await tinyJpeg({ color });
}
const dataset = datasetOf(await MemoryStore.of(images));

/** What the small model gives for a mean red: its scores for three classes. */
const embedding = (red: number) => [0, 1, 2].map((c) => (2 * red * c) / 3 - (c / 3) ** 2);

/** An embedding of each class, that of a picture with its red, of any length. */
const rows = (count = 1000) =>
  Array.from({ length: count }, (_, c) => embedding(c / count).map((x) => x * (1 + (c % 7))));

function file(name: string, content: Uint8Array | string, folder = temporaryFolder()): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const encoder = (options: OnnxFileOptions = {}) =>
  file("encoder.onnx", onnxFile({ classes: 3, ...options }));
const embeddings = (type = "<f4", more = {}) => file("classes.npy", npy(rows(), type, more));

async function zeroShot(
  options: OnnxModelOptions,
  { path = encoder(), images = dataset as Parameters<typeof evaluate>[1], results = "" } = {},
) {
  const model = await onnxModel(path, { preprocessing: zeroToOne, ...options });
  try {
    const { predictions, run, resumedFrom } = await evaluate(model, images, {
      batchSize: 2,
      ...(results && { results }),
    });
    return { predictions, run, resumedFrom, model };
  } finally {
    await model.close();
  }
}

/** As a formula: cosine, times a scale, through a softmax. */
function probabilityOf(label: number, image: readonly number[], scale: number): number {
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
  const odds = rows().map((row) =>
    Math.exp(scale * (dot(row, image) / Math.sqrt(dot(row, row) * dot(image, image)))),
  );
  return (odds[label] as number) / odds.reduce((a, b) => a + b);
}

describe("the scores of an encoder of images", () => {
  test("are the highest for the class whose embedding has its direction", async () => {
    const { predictions } = await zeroShot({ classEmbeddings: embeddings() });
    expect(predictions).toHaveLength(5);
    for (const { label, top } of predictions) {
      // A step of red is four classes, and JPEG may be off by one.
      expect(Math.abs((top[0] as number) - label)).toBeLessThan(8);
    }
  });

  test.each([
    [100, {}],
    [20, { logitScale: 20 }],
    [0.5, { logitScale: 0.5 }],
  ])("are cosines times %d, and logits", async (scale, options) => {
    const { predictions, run } = await zeroShot({ classEmbeddings: embeddings(), ...options });
    expect(run.outputs).toBe("1000 logits");
    // Black is decoded as it is.
    const black = predictions.find(({ label }) => label === 0);
    expect(black?.likelihood).toBeCloseTo(probabilityOf(0, embedding(0), scale), 6);
  });

  test("are logits for five classes, too, where they look like percentages", async () => {
    const own = await ownDataset(
      ["a", "b", "c", "d", "e"].map((name) => ({ name })),
      [0, 0],
    );
    // Black is [0, -1/9, -4/9]: a cosine of 1 with each.
    const path = file("five.npy", npy(Array(5).fill(embedding(0)), "<f8"));
    const options = { classEmbeddings: path, logitScale: 20 };
    const { run } = await zeroShot(options, { images: own });
    expect(run.outputs).toBe("5 logits");
  });

  test.each([
    ["<f2", {}],
    ["<f8", {}],
    [">f4", {}],
    ["<f4", { byColumns: true }],
  ])("are the same with embeddings of type %s %j", async (type, more) => {
    const [usual, other] = await Promise.all([
      zeroShot({ classEmbeddings: embeddings() }),
      zeroShot({ classEmbeddings: embeddings(type, more) }),
    ]);
    const best = ({ predictions }: typeof usual) => predictions.map(({ top }) => top[0] as number);
    // float16 has three digits.
    const off = type === "<f2" ? 4 : 0;
    for (const [i, label] of best(other).entries()) {
      expect(Math.abs(label - (best(usual)[i] as number))).toBeLessThanOrEqual(off);
    }
  });

  test("come from the rows that labels name, in any order", async () => {
    const path = file("back.npy", npy(rows().reverse(), "<f4"));
    const labels = imageNet.map(({ wnid }) => wnid).reverse();
    const [usual, other] = await Promise.all([
      zeroShot({ classEmbeddings: embeddings() }),
      zeroShot({ classEmbeddings: path, labels }),
    ]);
    expect(other.predictions.map(({ top }) => top[0])).toEqual(
      usual.predictions.map(({ top }) => top[0]),
    );
  });

  test("have nothing to do with the labels in a config.json beside it", async () => {
    const folder = temporaryFolder();
    const path = file("model.onnx", onnxFile({ classes: 3 }), folder);
    file("config.json", JSON.stringify({ id2label: { 0: "LABEL_0", 1: "LABEL_1" } }), folder);
    const { model } = await zeroShot({ classEmbeddings: embeddings() }, { path });
    expect(model.labels).toBeUndefined();
  });

  test("are NaN, and refused with the image's name, where an embedding is all zeros", async () => {
    // Of one number: a weight of 0, and no bias.
    const path = encoder({ classes: 1 });
    const ones = rows().map(() => [1]);
    const classEmbeddings = file("ones.npy", npy(ones, "<f4"));
    await expect(zeroShot({ classEmbeddings }, { path })).rejects.toMatchObject({
      code: "MODEL_OUTPUT",
      message: expect.stringMatching(/a{40}\.jpeg: the model gave NaN/),
    });
  });
});

describe("of several outputs", () => {
  const classEmbeddings = embeddings();

  test("the one called image_embeds has the embeddings", async () => {
    const two = { output: "image_embeds", moreOutputs: ["pooled"] };
    const { run } = await zeroShot({ classEmbeddings }, { path: encoder(two) });
    expect(run.model.settings).toMatchObject({ output: "image_embeds" });
  });

  test("any other is said", async () => {
    const path = encoder({ output: "a", moreOutputs: ["b"] });
    await expect(zeroShot({ classEmbeddings }, { path })).rejects.toMatchObject({
      code: "INVALID_MODEL",
      message: expect.stringContaining("not one of them alone gives an embedding of 3 numbers"),
      hint: "Say which one has the embeddings: `output`.",
    });
    const { run } = await zeroShot({ classEmbeddings, output: "a" }, { path });
    expect(run.model.settings).toMatchObject({ output: "a" });
  });
});

describe("a run", () => {
  const bytes = npy(rows(), "<f4");
  const sha256 = createHash("sha256").update(bytes).digest("hex");

  test("is known by its embeddings and its scale, and reports name them", async () => {
    const path = file("classes.npy", bytes);
    const { run, predictions } = await zeroShot({ classEmbeddings: path });
    expect(run.model.settings).toEqual({ classEmbeddings: sha256, logitScale: 100 });
    const made = markdownReport(report({ name: "clip", predictions, run }));
    expect(made).toContain(`classEmbeddings ${sha256}, logitScale 100`);
  });

  test("does not go on with other embeddings or another scale", async () => {
    const results = join(temporaryFolder(), "r.jsonl");
    const path = file("classes.npy", bytes);
    const with_ = (options: OnnxModelOptions) => zeroShot(options, { results });
    await with_({ classEmbeddings: path });
    const copy = file("copy.npy", readFileSync(path));
    expect((await with_({ classEmbeddings: copy })).resumedFrom).toBe(5);
    for (const options of [
      { classEmbeddings: embeddings("<f8") },
      { classEmbeddings: path, logitScale: 50 },
    ]) {
      await expect(with_(options)).rejects.toMatchObject({
        code: "UNMERGEABLE",
        message: expect.stringContaining("model differ"),
      });
    }
  });
});

describe("refuses, before any image is decoded,", () => {
  const row = [1, 2, 3];
  const with_ = (at: number, instead: number[]) => rows().with(at, instead);
  /** Its columns have length 1, and its rows have not. */
  const turned = [
    [0.6, 0, 1],
    [0.8, 0, 0],
    [0, 1, 0],
  ];

  test.each<[string, Uint8Array | string, RegExp, string?]>([
    [
      "a row too few",
      npy(rows().slice(1), "<f4"),
      /classes\.npy: \[999, 3\].*\[1000, 3\] is needed/,
    ],
    ["a background class", npy([row, ...rows()], "<f4"), /\[1001, 3\].*\[1000, 3\] is needed/],
    [
      "another width",
      npy(
        rows().map((each) => [...each, 0]),
        "<f4",
      ),
      /classes\.npy: \[1000, 4\].*encoder\.onnx.*\[n, 3\]/,
    ],
    [
      "a transposed file",
      npy(
        [1, 2, 3].map((i) => rows().map((_, c) => c / i + 1)),
        "<f4",
      ),
      /classes\.npy: \[3, 1000\].*\[n, 3\]/,
      "transposed",
    ],
    ["a transposed square", npy(turned, "<f4"), /\[3, 3\].*its columns/, "transposed"],
    ["zeros", npy(with_(17, [0, 0, 0]), "<f4"), /row 17, counted from 0, is all zeros/],
    ["NaN", npy(with_(999, [1, Number.NaN, 1]), "<f2"), /row 999, counted from 0, has NaN/],
    [
      "infinity",
      npy(with_(1, [1, Number.POSITIVE_INFINITY, 1]), "<f2"),
      /row 1, counted from 0, has Infinity/,
    ],
    ["integers", npy(rows(), "<i4"), /It holds integers, \[1000, 3\]/],
    [
      "one dimension",
      npy(rows(), "<f4", { header: (h: string) => h.replace("(1000, 3)", "(3000,) ") }),
      /Its shape is \(3000,\)/,
    ],
    ["no rows", npy([], "<f4"), /Its shape is \(0, 0\)/],
    [
      "a cut file",
      npy(rows(), "<f4").subarray(0, -4),
      /takes 12000 bytes of numbers, and there are 11996/,
    ],
    ["something else", "PK\x03\x04 a file of torch, or npz", /This is no npy file/],
  ])("%s", async (_, content, message, hint = "") => {
    const path = file("classes.npy", content);
    await expect(zeroShot({ classEmbeddings: path })).rejects.toMatchObject({
      code: "INVALID_MODEL",
      path,
      message: expect.stringMatching(message),
      hint: expect.stringContaining(hint),
    });
  });

  test("a file that is not there", async () => {
    await expect(zeroShot({ classEmbeddings: "/nowhere/c.npy" })).rejects.toMatchObject({
      code: "NOT_FOUND",
      path: "/nowhere/c.npy",
    });
  });

  test("another width that its signature does not tell", async () => {
    const path = encoder({ classes: 4 });
    const untold: OnnxRuntime = {
      ...ort,
      InferenceSession: {
        create: async (path: never) => {
          const session = await (ort as OnnxRuntime).InferenceSession.create(path);
          const [output] = session.outputMetadata;
          return {
            inputMetadata: session.inputMetadata,
            outputMetadata: [{ ...(output as typeof output & object), shape: ["n", "d"] }],
            run: (...asked) => session.run(...asked),
            release: () => session.release(),
          };
        },
      },
    };
    const options = { classEmbeddings: embeddings(), runtime: untold };
    await expect(zeroShot(options, { path })).rejects.toMatchObject({
      code: "INVALID_MODEL",
      message: expect.stringMatching(/\[1000, 3\].*\[n, 4\]/),
    });
  });

  test("embeddings of integers, whose zero nobody knows", async () => {
    const path = encoder({ outputType: "uint8" });
    await expect(zeroShot({ classEmbeddings: embeddings() }, { path })).rejects.toMatchObject({
      code: "INVALID_MODEL",
      message: expect.stringContaining("uint8"),
    });
  });

  test.each([
    ["logitScale", { logitScale: 50 }],
    ["logitScale", { logitScale: 0 }],
    ["logitScale", { logitScale: Number.POSITIVE_INFINITY }],
    ["classEmbeddings", { classEmbeddings: "" }],
  ])("%s in %j", async (option, options) => {
    await expect(
      onnxModel(encoder(), { preprocessing: zeroToOne, ...options }),
    ).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option,
    });
  });

  test("another number than a dataset of own classes has", async () => {
    const own = await ownDataset(
      ["a", "b", "c", "d", "e", "f"].map((name) => ({ name })),
      [0, 1, 2, 3, 4, 5],
    );
    const path = file("five.npy", npy(rows(5), "<f4"));
    await expect(zeroShot({ classEmbeddings: path }, { images: own })).rejects.toMatchObject({
      code: "INVALID_MODEL",
      message: expect.stringMatching(/\[5, 3\].*\[6, 3\] is needed/),
    });
  });
});
