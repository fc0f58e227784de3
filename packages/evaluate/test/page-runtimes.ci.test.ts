// TensorFlow.js and transformers.js in Chromium, against Node.
import "@tensorflow/tfjs-backend-cpu";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { evaluate, tfjsModel } from "@imagenet-v2/evaluate";
import { hasChromium, onnxFile, openPage, sharedFile } from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { pictures } from "./pictures.ts";

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
const topology = sharedFile("models/mobilenet_v1_0.25_128_tfjs/model.json");

async function opened() {
  const { page } = await openPage({
    program: `import { pipelines, tfjs } from "./in-page-others.ts"; Object.assign(globalThis, { pipelines, tfjs });`,
    resolveDir: import.meta.dirname,
  });
  await page.waitForFunction("globalThis.tfjs");
  return page;
}

test.skipIf(!hasChromium || archive === undefined || topology === undefined)(
  "a GraphModel of TensorFlow.js says in a page what it says in Node (needs Chromium and ../shared)",
  { timeout: 240_000 },
  async () => {
    const page = await opened();
    await page.setInputFiles("input", archive as string);
    const folder = dirname(topology as string);
    const files: Record<string, string> = {};
    for (const name of ["model.json", "weights.bin"]) {
      files[`net/${name}`] = base64(readFileSync(join(folder, name)));
    }
    const mean = [128 / 255, 128 / 255, 128 / 255] as const;
    const found = (await page.evaluate(
      `tfjs(${JSON.stringify(files)}, ${JSON.stringify({ mean })})`,
    )) as { predictions: { top: number[] }[]; run: { model: object } };
    const model = await tfjsModel({ ...tf, loadGraphModel }, topology as string, {
      preprocessing: { resize: 146, crop: 128, mean, std: mean },
    });
    const dataset = await load("imagenet_v2", {
      ...{ archive: archive as string, partial: true, split: "test" },
    });
    const { predictions, run } = await evaluate(model, dataset, { batchSize: 10 });
    await Promise.all([dataset.close(), model.close()]);
    expect(predictions).toHaveLength(50);
    expect(found.predictions.map(({ top }) => top)).toEqual(predictions.map(({ top }) => top));
    expect(found.run.model).toEqual({ ...run.model, name: "net" });
  },
);

test.skipIf(!hasChromium)(
  "a pipeline of transformers.js is scored in a page, with its own preprocessing and with ours (needs Chromium)",
  { timeout: 240_000 },
  async () => {
    const dataset = await pictures([0, 250, 500, 750, 992]);
    const images: Record<string, string> = {};
    for (const { index, file_name } of dataset.records()) {
      images[file_name] = base64(await dataset.store.read(index));
    }
    const net = onnxFile({ input: "pixel_values", output: "logits", shape: ["n", "c", "h", "w"] });
    const texts: Record<string, object> = {
      "config.json": { model_type: "vit", architectures: ["ViTForImageClassification"] },
      "preprocessor_config.json": {
        image_processor_type: "ViTImageProcessor",
        ...{ do_resize: true, size: { height: 4, width: 4 }, resample: 2, do_normalize: false },
        ...{ do_rescale: true, rescale_factor: 1 / 255 },
      },
    };
    const page = await opened();
    await page.route(/\/models\//, (route) => {
      const name = route.request().url().split("/models/reds/")[1] as string;
      const text = texts[name];
      if (text !== undefined) return route.fulfill({ json: text });
      return name === "onnx/model.onnx"
        ? route.fulfill({ body: Buffer.from(net) })
        : route.fulfill({ status: 404 });
    });
    const { resolve } = createRequire(import.meta.resolve("@huggingface/transformers"));
    await page.route(/\/transformers\//, (route) => {
      const name = route.request().url().split("/").at(-1) as string;
      return route.fulfill({ path: resolve(`onnxruntime-web/${name}`) });
    });
    const found = (await page.evaluate(`pipelines("reds", ${JSON.stringify(images)})`)) as {
      predictions: { label: number; top: number[] }[];
      run: { input?: string; preprocessing_source?: string };
    }[];
    expect(found.map(({ run }) => [run.input, run.preprocessing_source])).toEqual([
      ["jpeg", undefined],
      [undefined, "config: preprocessor_config.json"],
    ]);
    for (const { predictions } of found) {
      expect(predictions).toHaveLength(5);
      for (const { label, top } of predictions) {
        const red = (1000 * Math.floor(label / 32) * 8) / 255;
        expect(Math.abs((top[0] as number) - red)).toBeLessThan(8);
      }
    }
  },
);
