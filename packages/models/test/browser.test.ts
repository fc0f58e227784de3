// Bundled for a page, and run where there is nothing of Node's.

import { runInNewContext } from "node:vm";
import * as models from "@imagenet-v2/models";
import { build } from "esbuild";
import { expect, test } from "vitest";

const configs = [
  { image_processor_type: "ConvNextImageProcessor", size: 224, crop_pct: 0.95 },
  { image_processor_type: "EfficientNetImageProcessor", resample: 0 },
  { pretrained_cfg: { input_size: [3, 299, 299], crop_pct: 0.875, crop_mode: "squash" } },
  { model_cfg: { vision_cfg: { image_size: 336 } } },
  { crop: 224, cropPct: 0.9 },
];

test("a config means in a page what it means in Node", { timeout: 60_000 }, async () => {
  const { outputFiles, warnings } = await build({
    stdin: {
      contents: 'export { fromConfig, fromPreset } from "@imagenet-v2/models"',
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    platform: "browser",
    format: "iife",
    globalName: "models",
    conditions: ["@imagenet-v2/source"],
    write: false,
    logLevel: "silent",
  });
  expect(warnings).toEqual([]);
  const page = { structuredClone, TextDecoder, TextEncoder, URL };
  const inPage = (code: string) =>
    JSON.parse(runInNewContext(`${outputFiles[0]?.text}; JSON.stringify(${code})`, { ...page }));
  for (const config of configs) {
    const code = `models.fromConfig(${JSON.stringify(config)}, "x.json")`;
    expect(inPage(code)).toEqual(models.fromConfig(config, "x.json"));
  }
  expect(inPage('models.fromPreset("keras/caffe")')).toEqual(models.fromPreset("keras/caffe"));
});
