import { createHash } from "node:crypto";
import { DatasetInfo, imageNet2012, imageNetV2, resolveName } from "@imagenet-v2/core";
import { validationLabels } from "@imagenet-v2/core/validation-labels";
import fc from "fast-check";
import { expect, test } from "vitest";

const nameOf = (number: number) => `ILSVRC2012_val_${`${number}`.padStart(8, "0")}.JPEG`;

test("the labels are those of the published list", () => {
  const labels = validationLabels();
  expect([...labels.subarray(0, 5)]).toEqual([65, 970, 230, 809, 516]);
  const bytes = Buffer.from(labels.buffer);
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(
    "f5350687a5a78da7e645040d352767bc06c1c99d9dfb34f1623b2d1a1d046b76",
  );
});

test("an image's label follows from its number", async () => {
  const labels = validationLabels();
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 50_000 }), async (number) => {
      const fileName = nameOf(number);
      expect(imageNet2012.entry(fileName, false)).toEqual({ image: fileName });
      const found = { path: "val", fileNames: [fileName], folders: [] };
      const spec = await imageNet2012.settle?.(found);
      expect(spec?.labelOf(fileName)).toBe(labels[number - 1]);
    }),
  );
});

test.for([
  "ILSVRC2012_val_00000000.JPEG",
  "ILSVRC2012_val_00050001.JPEG",
  "ILSVRC2012_val_1.JPEG",
  "ILSVRC2012_val_00000001.png",
  "207/ILSVRC2012_val_00000001.JPEG",
  "n00000000/ILSVRC2012_val_00000001.JPEG",
  "a/n01440764/ILSVRC2012_val_00000001.JPEG",
  "n01440764_10026.JPEG",
])("%s is not an image of it", (path) => {
  expect(imageNet2012.entry(path, false)).toMatchObject({ wrong: expect.any(String) });
});

test("an image in another class's folder is refused", async () => {
  // Image 1 is of class 65, n01751748.
  const settle = (fileName: string) =>
    imageNet2012.settle?.({ path: "val", fileNames: [fileName], folders: [] });
  await expect(settle(`n01751748/${nameOf(1)}`)).resolves.toBeDefined();
  await expect(settle(`n01440764/${nameOf(1)}`)).rejects.toThrow(
    "lies in another class folder than its own, n01751748",
  );
});

test("an image that is there twice is refused", async () => {
  const fileNames = [nameOf(1), `n01751748/${nameOf(1)}`];
  await expect(
    imageNet2012.settle?.({ path: "val", fileNames, folders: ["n01751748"] }),
  ).rejects.toThrow(`is the same image as ${nameOf(1)}`);
});

test("is known by TFDS's name, in its version", () => {
  expect(resolveName("imagenet2012")).toMatchObject({ spec: imageNet2012, version: "5.1.0" });
  expect(resolveName("imagenet2012:5.*.*").version).toBe("5.1.0");
  expect(() => resolveName("imagenet2012:3.0.0")).toThrow(
    expect.objectContaining({ code: "UNKNOWN_VERSION", available: ["5.1.0"] }),
  );
  expect(() => resolveName("imagenet2012/topimages")).toThrow(
    expect.objectContaining({ code: "UNKNOWN_VARIANT" }),
  );
});

test("its info has its own split, and nothing of ImageNetV2", () => {
  const info = new DatasetInfo(undefined, { dataset: imageNet2012, shardLengths: [50_000] });
  expect(info.name).toBe("imagenet2012");
  expect(info.splits.validation?.numExamples).toBe(50_000);
  expect(info.features.label.numClasses).toBe(1000);
  expect(info.split("validation[:10%]").numExamples).toBe(5000);
  expect(String(info)).toContain("'validation': <SplitInfo num_examples=50000, num_shards=1>");
  expect(String(info)).not.toMatch(/ImageNet-?v2/i);
});

test("ImageNetV2's labels are the folders' numbers, with or without zeros before them", () => {
  fc.assert(
    fc.property(fc.nat(999), fc.nat(3), (label, zeros) => {
      const folder = "0".repeat(zeros) + label;
      const image = `${label}/a.jpeg`;
      expect(imageNetV2.entry(`${folder}/a.jpeg`, false)).toEqual({ image });
      expect(imageNetV2.labelOf(image)).toBe(label);
    }),
  );
});
