import { imageNet2012 } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import {
  type Evaluation,
  evaluate,
  htmlReport,
  type Prediction,
  probitFit,
  publishedField,
  report,
  type Subject,
  textReport,
} from "@imagenet-v2/evaluate";
import { tinyJpeg } from "@imagenet-v2/fixtures";
import { datasetOf } from "@imagenet-v2/loader";
import { MemoryStore } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";
import { onePixel, pictures, readColour } from "./pictures.ts";

/** Of `n` images of each class, right but for each `wrong`-th. */
const top = (label: number, isRight: boolean) => {
  const others = [1, 2, 3, 4, 5].map((step) => (label + step) % 1000);
  return isRight ? [label, ...others.slice(1)] : others;
};
const onV2: Prediction[] = fileNames("matched-frequency").map((file_name, i) => {
  const label = Number.parseInt(file_name, 10);
  return { file_name, label, top: top(label, i % 3 !== 0) };
});
const onValidationSet: Prediction[] = Array.from({ length: 50_000 }, (_, i) => ({
  file_name: `ILSVRC2012_val_${String(i + 1).padStart(8, "0")}.JPEG`,
  label: i % 1000,
  top: top(i % 1000, i % 5 !== 0),
}));

// A run as `evaluate` tells of one.
const tiny = await pictures([0, 1, 2]);
const model = { name: "resnet50.onnx", sha256: "a".repeat(64), preprocessing: onePixel };
const { run } = await evaluate({ ...model, predict: readColour }, tiny);
const validationRun: Evaluation["run"] = {
  ...run,
  dataset: { name: imageNet2012.name },
  archive: "b".repeat(64),
};
const validation = { predictions: onValidationSet, run: validationRun };
const v2 = {
  name: "resnet50.onnx",
  ...{ predictions: onV2, variant: "matched-frequency", provenance: "published", run },
} satisfies Subject;

describe("the gap to a validation accuracy that was measured", () => {
  const made = report({ ...v2, val: validation });

  test("places the model by both counts", () => {
    const { place } = made;
    expect(made.val).toMatchObject({
      ...{ readAs: "measured", share: 0.8, of: 50_000 },
      rate: { correct: 40_000, n: 50_000 },
    });
    expect(place?.top1).toBe(0.6666);
    expect(place?.gap).toBeCloseTo(0.8 - 0.6666, 12);
    expect(place?.expected).toBe(probitFit(publishedField("matched-frequency")).predict(0.8));
    expect(made.warning).toBeUndefined();
    const { place: given } = report({ ...v2, val: 0.8 });
    expect([given?.rank, given?.gap]).toEqual([place?.rank, place?.gap]);
  });

  test("is said in every report, with the interval of the measured accuracy", async () => {
    const text = textReport(made);
    expect(text).toMatch(
      /top-1 on the validation set +80\.00 % +79\.65 % to 80\.35 % +40,000 of 50,000\n/,
    );
    expect(text).toContain(
      "Validation accuracy: 80.00 % (measured on 50,000 images of the validation set).",
    );
    expect(text).toContain("It loses 13.3 points from the validation set.");
    expect(made.howMade).toContainEqual(["Validation archive, SHA-256", "b".repeat(64)]);
    expect(await htmlReport(made)).toContain("top-1 on the validation set");
  });

  test("is not there where images of the validation set are missing", () => {
    const some = { ...validation, predictions: onValidationSet.slice(0, 100) };
    const { warning, place, val } = report({ ...v2, val: some });
    expect(warning).toBe(
      "PARTIAL: the validation accuracy is of 100 of 50,000 images, so there is no gap to it.",
    );
    expect(place).toMatchObject({ val: undefined, gap: undefined, expected: undefined });
    expect(place?.rank).toBe(made.place?.rank);
    expect(val?.share).toBe(0.8);
  });

  test("over some classes is of these classes on both", () => {
    const classes = [...Array(200).keys()];
    const some = (all: Prediction[]) => all.filter(({ label }) => label < 200);
    const restricted = report({
      ...{ ...v2, predictions: some(onV2), classes, run: { ...run, outputs: "1000 logits" } },
      val: { predictions: some(onValidationSet), run: { ...validationRun, classes } },
    });
    expect(restricted.val).toMatchObject({ of: 10_000, rate: { n: 10_000 } });
    expect(restricted.warning).toMatch(/^RESTRICTED: over 200/);
    expect(restricted.warning).not.toContain("PARTIAL");
    expect(restricted.place).toBeUndefined();
  });
});

test("evaluate runs the same pipeline on the validation set, with its labels", async () => {
  const jpeg = await tinyJpeg({ color: [240, 80, 100] });
  const names = ["ILSVRC2012_val_00000001.JPEG", "ILSVRC2012_val_00000002.JPEG"];
  const images = Object.fromEntries(names.map((name) => [name, jpeg]));
  const dataset = datasetOf(await MemoryStore.of(images, { spec: imageNet2012 }), {
    split: "validation",
  });
  const found = await evaluate({ ...model, predict: readColour }, dataset);
  // 240 / 8 is 30 and 80 / 8 is 10: the class of the second image, 970.
  expect(found.scores.top1).toMatchObject({ correct: 1, n: 2 });
  const { val } = report({ ...v2, val: found });
  expect(val).toMatchObject({ rate: { correct: 1, n: 2 }, share: 0.5 });
});

describe("results that are not of the validation set, or of another pipeline, are refused:", () => {
  test.each<[string, Partial<Evaluation["run"]>, string]>([
    ["V2's own", { dataset: undefined, variant: "topimages" }, "val is of topimages that is not"],
    ["a user's images", { dataset: undefined }, "val is of images that are not the validation set"],
    ["another model", { model: { ...run.model, sha256: "c".repeat(64) } }, "model differ"],
    ["another preprocessing", { preprocessing: { resize: 8 } }, "preprocessing differ"],
    ["another input", { input: "jpeg", preprocessing: null }, "input, preprocessing differ"],
    ["other classes", { classes: [0, 1, 2, 3, 4] }, "classes differ"],
  ])("%s", (_, other, message) => {
    const val = { predictions: onValidationSet, run: { ...validationRun, ...other } };
    expect(() => report({ ...v2, val })).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTION",
        option: "val",
        message: expect.stringContaining(message),
      }),
    );
  });

  test.each([[101], [-1], ["80"], [{}], [null]])("%j", (val) => {
    expect(() => report({ ...v2, val } as never)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option: "val" }),
    );
  });
});
