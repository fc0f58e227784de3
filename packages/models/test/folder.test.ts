import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { findModel, preprocessingOf, readPreprocessing } from "@imagenet-v2/models/node";
import { describe, expect, test } from "vitest";

/** A folder with these files: text as it is, the rest as JSON. */
function folderOf(files: Readonly<Record<string, unknown>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(
      join(folder, name),
      typeof content === "string" ? content : JSON.stringify(content),
    );
  }
  return folder;
}

const vit = { image_processor_type: "ViTImageProcessor" };
const timm = {
  ...{ architecture: "x", num_classes: 1000 },
  pretrained_cfg: {
    ...{ input_size: [3, 224, 224], crop_pct: 0.9, test_input_size: [3, 288, 288] },
  },
};
const clip = { model_cfg: { vision_cfg: { image_size: 336 } } };

describe("a folder's preprocessing is said by", () => {
  test.each([
    [
      "transformers' file first",
      { "preprocessor_config.json": vit, "config.json": timm },
      [224, 224],
    ],
    ["the processor's", { "processor_config.json": { image_processor: vit } }, [224, 224]],
    ["timm's", { "config.json": timm, "open_clip_config.json": clip }, 320],
    ["open_clip's", { "open_clip_config.json": clip, "config.json": {} }, 336],
    [
      "the model's type, where its file has no name",
      { "preprocessor_config.json": { size: 224 }, "config.json": { model_type: "resnet" } },
      256,
    ],
  ])("%s", async (_, files, resize) => {
    expect((await preprocessingOf(folderOf(files)))?.preprocessing.resize).toEqual(resize);
  });

  test("nobody, where there is no such file", async () => {
    expect(await preprocessingOf(folderOf({ "model.onnx": "" }))).toBeUndefined();
  });

  test("timm's size for training, where the model takes only that", async () => {
    const folder = folderOf({ "config.json": timm });
    expect((await preprocessingOf(folder, [224, 224]))?.preprocessing.crop).toBe(224);
    expect((await preprocessingOf(folder, [288, 288]))?.preprocessing.crop).toBe(288);
  });
});

test.each([
  ["a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid …", "git lfs pull"],
  ["what is not JSON", "{", undefined],
])("%s in place of a config is refused", async (_, text, hint) => {
  const refused = await preprocessingOf(folderOf({ "preprocessor_config.json": text })).catch(
    (e) => e,
  );
  expect(refused).toMatchObject({ code: "INVALID_MODEL" });
  if (hint !== undefined) expect(refused.hint).toContain(hint);
});

test("the config of a detector is refused before its preprocessing is read", async () => {
  const folder = folderOf({
    ...{ "config.json": { architectures: ["DetrForObjectDetection"] } },
    ...{ "preprocessor_config.json": vit },
  });
  await expect(preprocessingOf(folder)).rejects.toMatchObject({
    ...{ code: "INVALID_MODEL", path: join(folder, "config.json") },
  });
});

describe("the model of a folder", () => {
  test("is its only ONNX file, or that of a type", async () => {
    const one = folderOf({ "model.onnx": "" });
    expect(await findModel(one)).toBe(join(one, "model.onnx"));
    const names = ["model", "model_fp16", "model_quantized", "model_q4"];
    const many = folderOf(Object.fromEntries(names.map((name) => [`onnx/${name}.onnx`, ""])));
    expect(await findModel(many, "fp32")).toBe(join(many, "onnx/model.onnx"));
    expect(await findModel(many, "fp16")).toBe(join(many, "onnx/model_fp16.onnx"));
    expect(await findModel(many, "q8")).toBe(join(many, "onnx/model_quantized.onnx"));
  });

  test("is not guessed among several", async () => {
    const folder = folderOf({ "a.onnx": "", "b.onnx": "", "onnx/model_fp16.onnx": "" });
    await expect(findModel(folder)).rejects.toMatchObject({
      ...{ code: "INVALID_MODEL", path: folder },
      message: expect.stringContaining("a.onnx, b.onnx, onnx/model_fp16.onnx"),
    });
    await expect(findModel(folder, "fp32")).rejects.toMatchObject({
      message: expect.stringContaining("a.onnx, b.onnx."),
    });
  });

  test("is missed where there is none, or none of that type", async () => {
    await expect(findModel(folderOf({}))).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(findModel(folderOf({ "model.onnx": "" }), "q4")).rejects.toMatchObject({
      ...{ code: "NOT_FOUND", hint: "It has model.onnx." },
    });
    await expect(findModel(join(temporaryFolder(), "no"))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("a preprocessing said by a user is", () => {
  test.each([
    ["a preset", "mobilenet", 256, "preset mobilenet (Keras and TF-Slim)"],
    ["JSON of ours", '{ "resize": 300 }', 300, "said"],
    ["JSON of timm", '{ "input_size": [3, 224, 224], "crop_pct": 0.9 }', 248, "said"],
  ])("%s", async (_, text, resize, source) => {
    const known = await readPreprocessing(text);
    expect(known.preprocessing.resize).toBe(resize);
    expect(known.source).toBe(source);
  });

  test("a file", async () => {
    const folder = folderOf({ "p.json": vit });
    const known = await readPreprocessing(join(folder, "p.json"));
    expect(known.preprocessing.resize).toEqual([224, 224]);
    expect(known.source).toBe("said: p.json");
  });

  test.each([
    ["{ broken", "INVALID_OPTION"],
    ["nothing.json", "NOT_FOUND"],
    ["", "INVALID_OPTION"],
  ])("not %j", async (text, code) => {
    await expect(readPreprocessing(text)).rejects.toMatchObject({ code });
  });
});
