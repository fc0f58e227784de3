// transformers.js itself, with models from disk.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as transformers from "@huggingface/transformers";
import {
  changesInWords,
  comparePipelines,
  evaluate,
  transformersModel,
} from "@imagenet-v2/evaluate";
import { onnxFile, renamedOnnx, sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";
import { pictures } from "./pictures.ts";

const dataset = await pictures([0, 250, 500, 750, 992]);
const models = temporaryFolder();
transformers.env.allowRemoteModels = false;
transformers.env.localModelPath = models;

const processor = {
  image_processor_type: "ViTImageProcessor",
  do_resize: true,
  size: { height: 4, width: 4 },
  resample: 2,
  do_rescale: true,
  rescale_factor: 1 / 255,
  do_normalize: false,
};

/** A folder as the hub has it. */
function hub(name: string, model: Uint8Array, config: object, preprocessor: object): string {
  const folder = join(models, name);
  mkdirSync(join(folder, "onnx"), { recursive: true });
  writeFileSync(join(folder, "onnx/model.onnx"), model);
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  writeFileSync(join(folder, "preprocessor_config.json"), JSON.stringify(preprocessor));
  return name;
}

const vit = { model_type: "vit", architectures: ["ViTForImageClassification"] };
const file = onnxFile({
  input: "pixel_values",
  output: "logits",
  shape: ["batch_size", "num_channels", "height", "width"],
});
const pipeline = await transformers.pipeline(
  "image-classification",
  hub("reds", file, vit, processor),
  { dtype: "fp32" },
);

/** The first class by label: a thousandth of red, which is label / 32 · 8 of 255. */
const reds = [0, 250, 500, 750, 992].map((label) => (1000 * Math.floor(label / 32) * 8) / 255);
function expectReds(predictions: readonly { label: number; top: readonly number[] }[]): void {
  const inOrder = [...predictions].sort((a, b) => a.label - b.label);
  expect(inOrder).toHaveLength(5);
  for (const [i, { top }] of inOrder.entries()) {
    expect(Math.abs((top[0] as number) - (reds[i] as number))).toBeLessThan(8);
  }
}

describe("a pipeline", () => {
  test("is scored with its own preprocessing, from the stored bytes", async () => {
    const own = await transformersModel(transformers, pipeline, { name: "reds" });
    const { predictions, run } = await evaluate(own, dataset);
    expectReds(predictions);
    expect(run).toMatchObject({
      input: "jpeg",
      preprocessing: null,
      model: { name: "reds", settings: { dtype: "fp32", device: "cpu" } },
      outputs: "1000 logits",
      made: { versions: { runtime: expect.stringMatching(/^transformers\.js 4\./) } },
    });
  });

  test("is scored with ours, as its config says", async () => {
    const ours = await transformersModel(transformers, pipeline, { preprocessing: "config" });
    expect(ours.input).toMatchObject({ layout: "nchw", batchSize: undefined, size: undefined });
    const { predictions, run } = await evaluate(ours, dataset, { batchSize: 2 });
    expectReds(predictions);
    expect(run).toMatchObject({
      preprocessing: { resize: [4, 4], mean: [0, 0, 0], layout: "nchw" },
      preprocessing_source: "config: preprocessor_config.json",
    });
  });

  test("its model is scored with steps that somebody says", async () => {
    const preprocessing = { resize: [4, 4], mean: [0, 0, 0], std: [1, 1, 1] } as const;
    const model = await transformersModel(transformers, pipeline.model, { preprocessing });
    expectReds((await evaluate(model, dataset)).predictions);
  });

  test("answers by the labels of its config", async () => {
    const { classes } = await import("@imagenet-v2/core");
    const id2label = Object.fromEntries(classes.map(({ wnid }, i) => [999 - i, wnid]));
    const name = hub("reversed", file, { ...vit, id2label }, processor);
    const reversed = await transformers.pipeline("image-classification", name, { dtype: "fp32" });
    const usual = await evaluate(await transformersModel(transformers, pipeline), dataset);
    const other = await evaluate(await transformersModel(transformers, reversed), dataset);
    const first = ({ predictions }: typeof usual) => predictions.map(({ top }) => top[0] as number);
    expect(first(other)).toEqual(first(usual).map((label) => 999 - label));
  });
});

describe("refuses by name", () => {
  test("a mere model with its own preprocessing, and a config where there is none", async () => {
    for (const preprocessing of ["own", "config"] as const) {
      const source = pipeline.model as never;
      await expect(
        transformersModel(transformers, source, { preprocessing: preprocessing as never }),
      ).rejects.toMatchObject({ code: "INVALID_OPTION", option: "preprocessing" });
    }
  });

  test.each([
    ["a pipeline of another task", { task: "object-detection", model: () => {} }],
    ["nothing", undefined],
    ["a promise", Promise.resolve(pipeline)],
    ["a name", "Xenova/resnet-50"],
  ])("%s", async (_, source) => {
    await expect(transformersModel(transformers, source as never)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "source",
    });
  });

  test("a model that gives no logits", async () => {
    const net = Object.assign(async () => ({ image_embeds: [] }), { config: {} });
    const ours = transformersModel(transformers, net, { preprocessing: "imagenet" });
    await expect(ours).rejects.toMatchObject({
      code: "INVALID_MODEL",
      message: expect.stringContaining("its output logits gave undefined"),
    });
  });
});

const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
const mobilenet = sharedFile("models/mobilenet_v2_1.0_224_qdq.onnx");
const labels = sharedFile("models/imagenet_labels.txt");

describe.skipIf([archive, mobilenet, labels].includes(undefined))(
  "MobileNetV2 on 50 photographs (needs ../shared)",
  () => {
    test("its own preprocessing and ours cannot be told apart", { timeout: 300_000 }, async () => {
      // transformers.js knows tensors by these names alone.
      const names = { input: "pixel_values", output: "logits" };
      const named = renamedOnnx(readFileSync(mobilenet as string), names);
      const id2label = {
        ...readFileSync(labels as string, "utf8")
          .trim()
          .split("\n"),
      };
      const config = {
        ...{ model_type: "mobilenet_v2", architectures: ["MobileNetV2ForImageClassification"] },
        id2label,
      };
      const folder = hub("mobilenet_v2", named, config, {
        image_processor_type: "MobileNetV2ImageProcessor",
        ...{ do_resize: true, size: { shortest_edge: 256 }, resample: 2 },
        ...{ do_center_crop: true, crop_size: { height: 224, width: 224 } },
        ...{ do_rescale: true, rescale_factor: 1 / 255 },
        ...{ do_normalize: true, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] },
      });
      const source = await transformers.pipeline("image-classification", folder, { dtype: "fp32" });
      const images = await load("imagenet_v2", {
        ...{ archive: archive as string, partial: true, split: "test" },
      });
      const own = await transformersModel(transformers, source, { name: "its own" });
      const ours = await transformersModel(transformers, source, {
        ...{ name: "ours", preprocessing: "config" },
      });
      const found = await comparePipelines(own, ours, images);
      await images.close();
      console.log(changesInWords(found).join("\n"));
      const { first, second, p } = found.comparison;
      console.log(`${first.correct} and ${second.correct} of ${first.n}, p = ${p}`);
      expect(found.comparison).toMatchObject({ n: 50, verdict: "undecided" });
      // As in Python, with Pillow; sharp's resize is another.
      expect(second.correct).toBe(46);
      expect(p).toBeGreaterThan(0.05);
    });
  },
);
