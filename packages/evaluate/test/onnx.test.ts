import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isImageNetV2Error } from "@imagenet-v2/core";
import { evaluate, type OnnxModelOptions, onnxModel } from "@imagenet-v2/evaluate";
import { onnxFile, temporaryFolder, tinyJpeg } from "@imagenet-v2/fixtures";
import { datasetOf, MemoryStore } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";

const zeroToOne = { mean: [0, 0, 0], std: [1, 1, 1] } as const;

function file(content: Uint8Array | string, name = "model.onnx"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** Five pictures whose red is the class: of 1000 from black to red. */
const reds = [0, 200, 400, 600, 1000];
const images: Record<string, Uint8Array> = {};
for (const red of reds) {
  const label = Math.min(red, 999);
  const color = [Math.round((255 * red) / 1000), 0, 0] as const;
  images[`${label}/${"a".repeat(40)}.jpeg`] = await tinyJpeg({ color });
}
const dataset = datasetOf(MemoryStore.of(images));

describe("runs a model", () => {
  test.each([
    [
      "of planes and floats",
      {},
      { layout: "nchw", type: "float32", batchSize: undefined, size: [4, 4] },
    ],
    ["of pixels", { shape: ["n", 4, 4, 3] }, { layout: "nhwc" }],
    ["of one image at a time", { shape: [1, 3, 4, 4] }, { batchSize: 1 }],
    ["of three images at a time", { shape: [3, 3, 4, 4] }, { batchSize: 3 }],
    ["of any size", { shape: ["n", 3, "h", "w"] }, { size: undefined }],
    ["of another input and output", { input: "x:0", output: "y" }, { name: "x:0" }],
    ["with a background class", { classes: 1001 }, {}],
  ] as const)("%s", async (_, options, input) => {
    const model = await onnxModel(file(onnxFile(options)), { preprocessing: zeroToOne });
    expect(model.input).toMatchObject(input);
    const { predictions } = await evaluate(model, dataset, {
      batchSize: model.input.batchSize ?? 2,
    });
    await model.close();
    for (const { label, top } of predictions) {
      // A step of red is four classes, and JPEG may be off by one.
      expect(Math.abs((top[0] as number) - label)).toBeLessThan(8);
    }
  });

  test("of bytes", async () => {
    // Means of 0 to 255 favour the last class of all, but for black.
    const model = await onnxModel(file(onnxFile({ type: "uint8" })));
    const { predictions, run } = await evaluate(model, dataset);
    await model.close();
    expect(run.preprocessing).toMatchObject({ dtype: "uint8", crop: 4, resize: 5 });
    const tops = predictions.map(({ label, top }) => [label, top[0]]).sort();
    expect(tops).toEqual([
      [0, 0],
      [200, 999],
      [400, 999],
      [600, 999],
      [999, 999],
    ]);
  });
});

test("tells its name, checksum and preprocessing", async () => {
  const bytes = onnxFile({ shape: ["n", 128, 96, 3] });
  const model = await onnxModel(file(bytes, "tiny.onnx"));
  await model.close();
  expect(model).toMatchObject({
    name: "tiny.onnx",
    sha256: createHash("sha256").update(bytes).digest("hex"),
    preprocessing: { resize: 110, crop: [128, 96], layout: "nhwc" },
  });
});

describe("refuses", () => {
  const lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3572458\n";
  const small = onnxFile();
  test.each([
    ["a Git LFS pointer", lfs, "is a Git LFS pointer, not the model itself."],
    ["an empty file", "", "is empty."],
    ["a web page", "<!DOCTYPE html><title>404</title>", "is a web page."],
    ["a cut file", small.subarray(0, 5000), "onnxruntime cannot load it"],
    ["something else", "not a model at all, and long enough", "onnxruntime cannot load it"],
    ["five channels", onnxFile({ shape: ["n", 5, 4, 4] }), "its input images takes [n, 5, 4, 4]"],
    ["float16", onnxFile({ type: "float16" }), "its input images takes float16"],
    ["two inputs", onnxFile({ moreInputs: 1 }), "it has 2 inputs"],
    ["10 classes", onnxFile({ classes: 10 }), "scores [n, 10]"],
  ])("%s", async (_, content, message) => {
    const path = file(content);
    const error = await onnxModel(path).catch((error: unknown) => error);
    if (!isImageNetV2Error(error, "INVALID_MODEL")) throw error;
    expect(error.path).toBe(path);
    expect(error.message).toContain(message);
  });

  test("a file that is not there, and a folder", async () => {
    await expect(onnxModel("/nowhere/m.onnx")).rejects.toMatchObject({ code: "NOT_FOUND" });
    const folder = join(temporaryFolder(), "m.onnx");
    mkdirSync(folder);
    await expect(onnxModel(folder)).rejects.toThrow(/IO|is a folder/);
  });

  test("a size the model does not take", async () => {
    const options: OnnxModelOptions = { preprocessing: { resize: 256, crop: 224 } };
    await expect(onnxModel(file(small), options)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining(
        "takes images of 4 × 4, and the preprocessing makes 224 × 224",
      ),
    });
  });

  test("a batch larger than the model takes", async () => {
    const model = await onnxModel(file(onnxFile({ shape: [2, 3, 4, 4] })));
    await expect(evaluate(model, dataset, { batchSize: 3 })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      hint: "Set batchSize to 2.",
    });
    await model.close();
  });
});
