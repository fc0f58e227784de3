import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import {
  evaluate,
  htmlReport,
  type Model,
  markdownReport,
  merge,
  rankAmongPublished,
  readPredictions,
  report,
  textReport,
  tfjsModel,
} from "@imagenet-v2/evaluate";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import type { TensorBatch } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";
import { oneHot, onePixel, pictures, readColour } from "./pictures.ts";

const dataset = await pictures([0, 40, 80]);
const guess = ({ label }: TensorBatch) => Array.from(label, (each) => oneHot(each));
const model: Model = { name: "m", preprocessing: onePixel, predict: readColour };

/** A whole variant, all wrong. */
const whole = {
  name: "resnet",
  predictions: fileNames("matched-frequency").map((file_name) => {
    const label = Number.parseInt(file_name, 10);
    return { file_name, label, top: [1, 2, 3, 4, 5].map((step) => (label + step) % 1000) };
  }),
  variant: "matched-frequency",
  provenance: "published",
} as const;

describe("a run says whether its preprocessing was assumed:", () => {
  test.each([
    ["a function's, where none is given", guess, {}, true],
    ["a function's, where one is given", guess, { preprocessing: "imagenet" }, false],
    ["a model's", model, {}, false],
    ["a model's that assumed it itself", { ...model, preprocessingAssumed: true }, {}, true],
    [
      "another than that model's",
      { ...model, preprocessingAssumed: true },
      { preprocessing: onePixel },
      false,
    ],
  ] as const)("%s", async (_, subject, options, assumed) => {
    const results = join(temporaryFolder(), "r.jsonl");
    const { run } = await evaluate(subject, dataset, { ...options, results });
    expect(run.preprocessing_assumed).toBe(assumed);
    const [header = ""] = readFileSync(results, "utf8").split("\n");
    expect(JSON.parse(header).preprocessing_assumed).toBe(assumed);
    expect((await readPredictions(results)).run?.preprocessing_assumed).toBe(assumed);
    expect((await merge([results])).run.preprocessing_assumed).toBe(assumed);
  });

  test("TensorFlow.js's, where none is given", () => {
    const none = { tensor4d: () => expect.unreachable() };
    const net = { predict: () => expect.unreachable() };
    expect(tfjsModel(none, net).preprocessingAssumed).toBe(true);
    expect(tfjsModel(none, net, { preprocessing: "mobilenet" }).preprocessingAssumed).toBe(false);
  });
});

test("results with an assumed preprocessing are those of the same, given", async () => {
  const results = join(temporaryFolder(), "r.jsonl");
  await evaluate(guess, dataset, { results });
  const never = () => expect.unreachable();
  const { run, resumedFrom } = await evaluate(never, dataset, {
    preprocessing: "imagenet",
    results,
  });
  expect(resumedFrom).toBe(3);
  expect(run.preprocessing_assumed).toBe(false);
});

describe("in words", () => {
  test.each([
    [
      "imagenet",
      "Preprocessing: resize 256, crop 224, bilinear, RGB, mean 0.485 0.456 0.406, std 0.229 0.224 0.225, nchw float32.",
    ],
    [
      { resize: [4, 6], channels: "bgr", layout: "nhwc", dtype: "uint8" } as const,
      "Preprocessing: resize 4 x 6, no crop, bilinear, BGR, nhwc uint8.",
    ],
  ] as const)("%j", async (preprocessing, words) => {
    const { run } = await evaluate(guess, dataset, { preprocessing });
    expect(textReport(report({ ...whole, run }))).toContain(`\n${words}\n`);
  });
});

/** A report in its three forms. */
async function forms(made: ReturnType<typeof report>) {
  return [textReport(made), markdownReport(made), await htmlReport(made)];
}

describe("every report has", () => {
  test("the preprocessing", async () => {
    const { run } = await evaluate(guess, dataset);
    const made = report({ ...whole, run });
    expect(made).toMatchObject({ preprocessing: { resize: 256 }, preprocessingAssumed: true });
    for (const text of await forms(made)) {
      expect(text).toContain("Preprocessing, assumed as none was given: resize 256, crop 224");
    }
    for (const text of await forms(report(whole))) {
      expect(text).toContain("Preprocessing: not known, as these predictions do not tell it.");
    }
  });

  test.each([
    [0.78, "Validation accuracy: 78.00 % (0.78 read as a share)."],
    [78, "Validation accuracy: 78.00 % (78 read as a percentage)."],
    [1, "Validation accuracy: 100.00 % (1 read as a share)."],
    [1.5, "Validation accuracy: 1.50 % (1.5 read as a percentage)."],
  ])("how a validation accuracy of %d was read", async (val, words) => {
    for (const text of await forms(report({ ...whole, val }))) expect(text).toContain(words);
    // Also where it is compared with nothing.
    const part = { ...whole, predictions: whole.predictions.slice(0, 10), val };
    for (const text of await forms(report(part))) expect(text).toContain(words);
  });
});

test.each([
  [0.78, 0.78],
  [78, 0.78],
  [1, 1],
  [100, 1],
])("a validation accuracy of %d is %d", (val, share) => {
  const place = rankAmongPublished({ top1: 0.6, variant: "matched-frequency", val });
  expect(place.val).toBeCloseTo(share, 12);
  expect(place.gap).toBeCloseTo(share - 0.6, 12);
});

test.each([-0.1, 100.1, Number.NaN, Number.POSITIVE_INFINITY])(
  "a validation accuracy of %d is refused",
  (val) => {
    const refused = expect.objectContaining({ code: "INVALID_OPTION", option: "val" });
    expect(() => report({ ...whole, val })).toThrow(refused);
    expect(() => rankAmongPublished({ top1: 0.6, variant: "matched-frequency", val })).toThrow(
      refused,
    );
  },
);
