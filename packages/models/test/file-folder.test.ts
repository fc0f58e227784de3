import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { classes } from "@imagenet-v2/core";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import {
  fileFolder,
  findModelIn,
  type GivenFiles,
  labelsIn,
  preprocessingIn,
} from "@imagenet-v2/models";
import { diskFolder } from "@imagenet-v2/models/node";
import { describe, expect, test } from "vitest";

const vit = JSON.stringify({ image_processor_type: "ViTImageProcessor" });
const labels = JSON.stringify({
  id2label: Object.fromEntries(classes.map(({ name }, i) => [i, name])),
});
const texts = {
  "config.json": labels,
  "preprocessor_config.json": vit,
  "onnx/model.onnx": "one",
  "onnx/model_fp16.onnx": "two",
  "onnx/deeper/model.onnx": "three",
};

/** As an input for folders has them. */
function picked(root: string): File[] {
  return Object.entries(texts).map(([name, text]) => {
    const file = new File([text], name.split("/").at(-1) as string);
    return Object.defineProperty(file, "webkitRelativePath", { value: `${root}/${name}` });
  });
}

const blobs = Object.entries(texts).map(([name, text]) => [name, new Blob([text])] as const);

describe.each<[string, GivenFiles, string]>([
  ["a list of Files", picked("vit-base"), "vit-base"],
  ["Blobs by names", Object.fromEntries(blobs), "the files"],
  ["a Map from dropped paths", new Map(blobs.map(([name, file]) => [`/vit/${name}`, file])), "vit"],
])("%s", (_, given, path) => {
  test("is read as the folder on disk is", async () => {
    const disk = temporaryFolder();
    for (const [name, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(disk, name)), { recursive: true });
      writeFileSync(join(disk, name), text);
    }
    const [folder, onDisk] = [fileFolder(given), diskFolder(disk)];
    expect(folder.path).toBe(path);
    for (const inside of [undefined, "onnx", "nowhere"]) {
      expect([...(await folder.list(inside))].sort()).toEqual(
        [...(await onDisk.list(inside))].sort(),
      );
    }
    expect(await findModelIn(folder, "fp16")).toBe(await findModelIn(onDisk, "fp16"));
    expect(await findModelIn(folder, "fp16")).toBe("onnx/model_fp16.onnx");
    expect(await preprocessingIn(folder)).toEqual(await preprocessingIn(onDisk));
    expect(await labelsIn(folder)).toEqual(classes.map(({ name }) => name));
    await expect(findModelIn(folder)).rejects.toMatchObject({
      code: "INVALID_MODEL",
      message: `${path} has several models: onnx/model.onnx, onnx/model_fp16.onnx.`,
    });
  });
});

test("what is too large, not JSON or no Blob is refused by name", async () => {
  const folder = fileFolder({ "m/config.json": new Blob(["{"]), "m/x": new Blob(["12345"]) });
  await expect(labelsIn(folder)).rejects.toMatchObject({
    ...{ code: "INVALID_MODEL", path: "m/config.json" },
  });
  await expect(folder.read("x", 4)).rejects.toMatchObject({ code: "FILE_TOO_LARGE", path: "m/x" });
  expect(() => fileFolder({ "config.json": "text" } as never)).toThrow("Blobs or Files");
});
