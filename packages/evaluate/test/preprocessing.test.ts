import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import {
  evaluate,
  htmlReport,
  type Model,
  markdownReport,
  merge,
  onnxModel,
  rankAmongPublished,
  readPredictions,
  report,
  textReport,
  tfjsModel,
} from "@imagenet-v2/evaluate";
import { onnxFile, temporaryFolder } from "@imagenet-v2/fixtures";
import type { TensorBatch } from "@imagenet-v2/loader";
import { fromPreset, fromTimm } from "@imagenet-v2/models";
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

describe("a run says where its preprocessing comes from:", () => {
  test.each([
    ["a preset", guess, "imagenet", "preset imagenet (torchvision)"],
    ["steps that somebody said", guess, onePixel, "said"],
    ["a config", guess, fromTimm({ crop_pct: 0.9 }), "config: config.json"],
    ["a model's own", model, undefined, "said"],
    ["another than that model's", model, "mobilenet", "preset mobilenet (Keras and TF-Slim)"],
    [
      "one that was chosen on these images",
      guess,
      { ...fromPreset("imagenet"), source: "said, chosen on this test set" },
      "said, chosen on this test set",
    ],
  ] as const)("%s", async (_, subject, preprocessing, source) => {
    const results = join(temporaryFolder(), "r.jsonl");
    const { run } = await evaluate(subject as Model, dataset, { preprocessing, results });
    expect(run.preprocessing_source).toBe(source);
    const [header = ""] = readFileSync(results, "utf8").split("\n");
    expect(JSON.parse(header).preprocessing_source).toBe(source);
    expect((await readPredictions(results)).run?.preprocessing_source).toBe(source);
    expect((await merge([results])).run.preprocessing_source).toBe(source);
  });

  test("TensorFlow.js's", async () => {
    const tf = { tensor4d: () => ({ data: async () => [], dispose: () => {} }) };
    const scores = { data: async () => new Float32Array(3000), dispose: () => {} };
    const net = { predict: () => scores };
    const model = await tfjsModel(tf, net, { preprocessing: "mobilenet" });
    expect(model.preprocessing).toMatchObject({
      source: "preset mobilenet (Keras and TF-Slim)",
      preprocessing: { resize: 256, layout: "nhwc" },
    });
  });
});

describe("nobody's word for it is refused by name", () => {
  const refused = expect.objectContaining({ code: "INVALID_OPTION", option: "preprocessing" });
  const none = { tensor4d: () => expect.unreachable() };
  const net = { predict: () => expect.unreachable() };
  test.each([
    ["a function", () => evaluate(guess as never, dataset)],
    ["a model without", () => evaluate({ name: "m", predict: guess } as never, dataset)],
    ["TensorFlow.js's", async () => tfjsModel(none, net, undefined as never)],
    ["ONNX without a word beside it", () => onnxModel(alone())],
  ])("%s", async (_, run) => {
    await expect(run()).rejects.toEqual(refused);
  });

  /** A model's file in a folder of its own. */
  function alone(): string {
    const path = join(temporaryFolder(), "m.onnx");
    writeFileSync(path, onnxFile());
    return path;
  }
});

describe("a folder of the hub", () => {
  const vit = { image_processor_type: "ViTImageProcessor", size: 4, image_mean: [0, 0, 0] };
  /** As Optimum writes it: the model in `onnx/`, the config above. */
  function folder(config: object = vit): string {
    const path = temporaryFolder();
    mkdirSync(join(path, "onnx"));
    writeFileSync(join(path, "onnx/model.onnx"), onnxFile({ shape: ["n", 3, 4, 4] }));
    writeFileSync(join(path, "preprocessor_config.json"), JSON.stringify(config));
    return path;
  }

  test("says its preprocessing itself, by the folder or by the file in it", async () => {
    const path = folder();
    for (const place of [path, join(path, "onnx/model.onnx")]) {
      const loaded = await onnxModel(place);
      expect(loaded.preprocessing).toMatchObject({
        source: "config: preprocessor_config.json",
        preprocessing: { resize: [4, 4], crop: null, mean: [0, 0, 0], layout: "nchw" },
      });
      await loaded.close();
    }
  });

  test("is overruled by what is said", async () => {
    const loaded = await onnxModel(folder(), { preprocessing: "mobilenet" });
    expect(loaded.preprocessing.source).toMatch(/^preset mobilenet .*, at the model's size$/);
    await loaded.close();
  });

  test("that asks for another size than its model takes is refused", async () => {
    await expect(onnxModel(folder({ ...vit, size: 8 }))).rejects.toMatchObject({
      ...{ code: "INVALID_OPTION", option: "preprocessing" },
      message: expect.stringContaining("config: preprocessor_config.json"),
    });
  });
});

test("results with a preprocessing said in other words are those of the same run", async () => {
  const results = join(temporaryFolder(), "r.jsonl");
  await evaluate(guess, dataset, { preprocessing: "imagenet", results });
  const never = () => expect.unreachable();
  const { run, resumedFrom } = await evaluate(never, dataset, {
    preprocessing: { resize: 256, crop: 224 },
    results,
  });
  expect(resumedFrom).toBe(3);
  expect(run.preprocessing_source).toBe("said");
});

describe("in words", () => {
  test.each([
    [
      "imagenet",
      "resize 256, crop 224, bilinear, RGB, mean 0.485 0.456 0.406, std 0.229 0.224 0.225, nchw float32",
    ],
    [
      { resize: 4, crop: 4, rescale: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1] } as const,
      `resize 4, crop 4, bilinear, RGB, bytes times ${1 / 127.5}, mean 1 1 1, std 1 1 1, nchw float32`,
    ],
    [
      { resize: [4, 6], channels: "bgr", layout: "nhwc", dtype: "uint8" } as const,
      "resize 4 x 6, no crop, bilinear, BGR, nhwc uint8",
    ],
  ] as const)("%j", async (preprocessing, words) => {
    const { run } = await evaluate(guess, dataset, { preprocessing });
    expect(textReport(report({ ...whole, run }))).toMatch(new RegExp(`Preprocessing +${words}\n`));
  });
});

/** Without what Markdown escapes. */
function unescaped(text: string): string {
  return text.replaceAll("\\", "");
}

/** A report in its three forms. */
async function forms(made: ReturnType<typeof report>) {
  return [textReport(made), markdownReport(made), await htmlReport(made)];
}

describe("every report has", () => {
  test("how it was made", async () => {
    const named: Model = { ...model, runtime: "onnxruntime 1.2.3", sha256: "ab".repeat(32) };
    const { run } = await evaluate(named, dataset, { preprocessing: "imagenet" });
    const made = report({ ...whole, run });
    const today = new Date().toISOString().slice(0, 10);
    expect(made).toMatchObject({ preprocessing: { resize: 256 } });
    expect(Object.fromEntries(made.howMade)).toEqual({
      Preprocessing: expect.stringMatching(/^resize 256, crop 224, bilinear, RGB/),
      "Preprocessing from": "preset imagenet (torchvision)",
      Model: "m",
      "Model, SHA-256": "ab".repeat(32),
      Outputs: run.outputs,
      Versions: expect.stringMatching(
        /^@imagenet-v2\/evaluate \d.*, node \d+\..*, onnxruntime 1\.2\.3$/,
      ),
      Date: run.made?.date,
    });
    // It may be midnight.
    expect(run.made?.date.slice(0, 4)).toBe(today.slice(0, 4));
    for (const text of await forms(made)) {
      expect(text).toContain("How this was made");
      for (const [, value] of made.howMade) expect(unescaped(text)).toContain(value);
    }
    for (const text of await forms(report(whole))) {
      expect(text).toContain("not known, as these predictions do not tell it");
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
