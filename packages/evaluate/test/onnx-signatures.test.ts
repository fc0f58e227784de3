import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { evaluate, onnxModel } from "@imagenet-v2/evaluate";
import {
  type OnnxFileOptions,
  onnxFile,
  onnxWeights,
  sharedFile,
  temporaryFolder,
  tinyJpeg,
} from "@imagenet-v2/fixtures";
import { datasetOf, load } from "@imagenet-v2/loader";
import { MemoryStore } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";

function file(options: OnnxFileOptions, folder = temporaryFolder()): string {
  const path = join(folder, "model.onnx");
  writeFileSync(path, onnxFile(options));
  return path;
}

/** Five pictures whose red is the class: of 1000 from black to red. */
const images: Record<string, Uint8Array> = {};
for (const label of [0, 200, 400, 600, 999]) {
  const color = [Math.round((255 * label) / 1000), 0, 0] as const;
  images[`${label}/${"a".repeat(40)}.jpeg`] = await tinyJpeg({ color });
}
const dataset = datasetOf(await MemoryStore.of(images));
const zeroToOne = { preprocessing: { mean: [0, 0, 0], std: [1, 1, 1] } } as const;

async function tops(options: OnnxFileOptions, more: object = {}) {
  const model = await onnxModel(file(options), { ...zeroToOne, ...more });
  const { predictions, run } = await evaluate(model, dataset, { batchSize: 2 });
  await model.close();
  return { input: model.input, run, top: predictions.map(({ top }) => top) };
}
const usual = await tops({ shape: ["n", 3, 224, 224] });

describe("a signature that leaves things open", () => {
  test.each<[string, OnnxFileOptions, object]>([
    ["named channels", { shape: ["batch", "num_channels", "height", "width"] }, { layout: "nchw" }],
    [
      "channels named last",
      { shape: ["n", "h", "w", "channels"], isPixels: true },
      { layout: "nhwc" },
    ],
    ["nothing named", { shape: ["", "", "", ""] }, { layout: "nchw", size: undefined }],
    ["nothing named, and pixels", { shape: ["", "", "", ""], isPixels: true }, { layout: "nhwc" }],
    ["a size, and no channels", { shape: ["n", "c", 224, 224] }, { size: [224, 224] }],
    ["one side of two", { shape: ["n", 3, 224, "w"] }, { size: [224, 224] }],
  ])("%s: what it takes is found out by trying", async (_, options, input) => {
    const { top, ...found } = await tops(options);
    expect(found.input).toMatchObject(input);
    // Pixels are added up in another order, which moves near ties.
    const best = (rows: readonly (readonly number[])[]) => rows.map(([first]) => first);
    expect(best(top)).toEqual(best(usual.top));
    if (found.input.layout === "nchw") expect(top).toEqual(usual.top);
  });

  test.each([1, 2, 4])("any number of images, where it runs with %d alone", async (worksWith) => {
    const { top, input } = await tops({ shape: ["n", 3, 224, 224], worksWith });
    expect(input.batchSize).toBe(worksWith);
    expect(top).toEqual(usual.top);
  });

  test("a model that runs on nothing it declares is refused before images are read", async () => {
    await expect(onnxModel(file({ worksWith: 5 }), zeroToOne)).rejects.toMatchObject({
      code: "INVALID_MODEL",
      message: expect.stringContaining("cannot run it on images of 4 × 4"),
    });
  });
});

test("batches are cut to what a model takes, and filled up", async () => {
  const five = await tops({ shape: [3, 3, 224, 224] });
  expect(five.input.batchSize).toBe(3);
  expect(five.top).toEqual(usual.top);
  const model = await onnxModel(file({ shape: [2, 3, 224, 224] }), zeroToOne);
  const { predictions } = await evaluate(model, dataset, { batchSize: 5 });
  await model.close();
  expect(predictions.map(({ top }) => top)).toEqual(usual.top);
});

describe("inputs of integers", () => {
  const grey = (value: number) => [value, value, value];
  test.each([
    ["int32", 0],
    ["uint16", 0],
    ["int16", 128],
    ["int8", 128],
  ] as const)("%s takes steps that give whole numbers", async (type, zero) => {
    const preprocessing = { rescale: 1, mean: grey(zero), std: grey(1) };
    const { top, run } = await tops({ type }, { preprocessing });
    // The mean red, of -128 to 255, favours the last class of all from 1 on, and the first below.
    const order = [0, 51, 102, 153, 255].map((red) => (red - zero > 0 ? 999 : 0));
    expect(run.outputs).toBe("1000 logits");
    expect(top.map(([best]) => best).sort()).toEqual(order.sort());
  });

  test.each(["int8", "int32"] as const)("%s is refused with any other steps", async (type) => {
    await expect(tops({ type }, { preprocessing: "imagenet" })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "preprocessing",
      message: expect.stringContaining(`The model takes ${type}`),
      hint: expect.stringContaining('{"rescale":1,"mean":[128,128,128],"std":[1,1,1]}'),
    });
  });

  test("int8 does not wrap bytes around", async () => {
    const preprocessing = { rescale: 1, mean: grey(0), std: grey(1) };
    await expect(tops({ type: "int8" }, { preprocessing })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "preprocessing",
    });
  });
});

describe("several outputs", () => {
  const two: OnnxFileOptions = { output: "logits", moreOutputs: ["other"] };

  test("the one called logits has the scores, and results say so", async () => {
    const { top, run } = await tops({ ...two, shape: ["n", 3, 224, 224] });
    expect(top).toEqual(usual.top);
    expect(run.model.settings).toEqual({ output: "logits" });
    expect(usual.run.model.settings).toBeUndefined();
  });

  test("another is taken where it is named", async () => {
    const { top, run } = await tops(two, { output: "other" });
    expect(run.model.settings).toEqual({ output: "other" });
    // The opposite: black is now the last class, and red the first.
    expect(top.map(([best]) => best).sort((a, b) => Number(a) - Number(b))).toEqual([
      0, 0, 999, 999, 999,
    ]);
  });

  test("without a name to go by they are refused, and listed", async () => {
    await expect(tops({ output: "a", moreOutputs: ["b"] })).rejects.toMatchObject({
      code: "INVALID_MODEL",
      message: expect.stringContaining("a [n, 1000]; b [n, 1000]"),
      hint: "Say which one has the scores: `output`.",
    });
  });

  test("a name that it does not have is refused with those that it has", async () => {
    await expect(tops(two, { output: "logit" })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "output",
      message: expect.stringContaining('has no output "logit".'),
      hint: "It has: logits [n, 1000]; other [n, 1000].",
    });
  });

  test("a run does not go on with another output", async () => {
    const results = join(temporaryFolder(), "r.jsonl");
    const path = file(two);
    const [named, same, other] = await Promise.all([
      onnxModel(path, zeroToOne),
      onnxModel(path, { ...zeroToOne, output: "logits" }),
      onnxModel(path, { ...zeroToOne, output: "other" }),
    ]);
    await evaluate(named, dataset, { results });
    expect((await evaluate(same, dataset, { results })).resumedFrom).toBe(5);
    await expect(evaluate(other, dataset, { results })).rejects.toMatchObject({
      code: "UNMERGEABLE",
      message: expect.stringContaining("model differ"),
    });
    await Promise.all([named, same, other].map((model) => model.close()));
  });
});

describe("weights outside the file", () => {
  const weights = "model.onnx_data";
  const inFolder = (content: string | Uint8Array) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, weights), content);
    return file({ weights }, folder);
  };

  test("that are missing are named, with the way out", async () => {
    const path = file({ weights });
    await expect(onnxModel(path, zeroToOne)).rejects.toMatchObject({
      code: "INVALID_MODEL",
      path: join(path, "..", weights),
      message: expect.stringMatching(
        /model\.onnx has its weights in another file, .*model\.onnx_data, which is not there/,
      ),
      hint: expect.stringContaining("Fetch it"),
    });
  });

  test.each([
    [
      "a Git LFS pointer",
      "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
      "git lfs pull",
    ],
    ["a web page", "<!DOCTYPE html>", "fetch it again"],
  ])("that are %s are named, with the way out", async (what, content, hint) => {
    const path = inFolder(content);
    await expect(onnxModel(path, zeroToOne)).rejects.toMatchObject({
      code: "INVALID_MODEL",
      path: join(path, "..", weights),
      message: expect.stringContaining(`${weights} is ${what}`),
      hint: expect.stringContaining(hint),
    });
  });

  test("that are too short are refused", async () => {
    const path = inFolder(onnxWeights().subarray(0, 100));
    await expect(onnxModel(path, zeroToOne)).rejects.toMatchObject({ code: "INVALID_MODEL", path });
  });
});

const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
const expectedFile = sharedFile("cases/models/expected.json");
const expected: Record<string, { output: string; top: Record<string, number[]> }> =
  expectedFile === undefined ? {} : JSON.parse(readFileSync(expectedFile, "utf8"));
const kinds: Record<string, string> = {
  "logits-probs.onnx:probabilities": "1000 probabilities",
  "softmax-fp16.onnx": "1000 probabilities",
  "softmax-q8.onnx": "1000 probabilities",
};

describe.skipIf(archive === undefined || expectedFile === undefined)(
  "beside onnxruntime in Python (../shared)",
  () => {
    const rows = Object.keys(expected).filter((name) => name !== "int64-out.onnx");
    test.each(rows)("%s", async (row) => {
      const [name, output] = row.split(":") as [string, string?];
      const path = sharedFile(`cases/models/${name}`) as string;
      const model = await onnxModel(path, { preprocessing: "imagenet", output });
      const data = await load("imagenet_v2", {
        archive: archive as string,
        partial: true,
        split: "test",
      });
      const { predictions, run } = await evaluate(model, data);
      await Promise.all([model.close(), data.close()]);
      expect(Object.fromEntries(predictions.map((each) => [each.file_name, each.top]))).toEqual(
        expected[row]?.top,
      );
      expect(run.outputs).toBe(kinds[row] ?? "1000 logits");
    });

    test("int64-out.onnx is refused by its type", async () => {
      const path = sharedFile("cases/models/int64-out.onnx") as string;
      await expect(onnxModel(path)).rejects.toMatchObject({
        code: "INVALID_MODEL",
        message: expect.stringContaining("its output output gives int64"),
      });
    });
  },
);
