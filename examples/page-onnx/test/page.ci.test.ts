import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  builtPage,
  hasChromium,
  openPage,
  sharedFile,
  temporaryFolder,
} from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";

const file = "mobilenet_v1_0.25_128_qdq.onnx";
const model = sharedFile(`models/${file}`);
const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
const golden = sharedFile("golden/evaluate-mobilenet.json");

test.skipIf(!hasChromium || !model || !archive || !golden)(
  "scores a model's folder as onnxruntime in Python, and says what it lacks (needs Chromium and ../shared)",
  { timeout: 240_000 },
  async () => {
    const folder = join(temporaryFolder(), "small");
    mkdirSync(folder);
    writeFileSync(join(folder, "model.onnx"), readFileSync(model as string));
    const url = await builtPage(join(import.meta.dirname, ".."));
    const { page } = await openPage({ program: "", resolveDir: import.meta.dirname, url });
    const said = async (pattern: RegExp) => {
      await page.click("button");
      await page.waitForFunction(`${pattern}.test(document.querySelector("output").textContent)`);
      return page.textContent("output");
    };
    await page.setInputFiles("[name=archive]", archive as string);
    await page.setInputFiles("[name=model]", folder);
    expect(await said(/nothing says/)).toContain("what it wants done to an image");

    const grey = [128 / 255, 128 / 255, 128 / 255];
    const steps = { input_size: [3, 128, 128], crop_pct: 0.875, interpolation: "bilinear" };
    const pretrained_cfg = { ...steps, mean: grey, std: grey };
    writeFileSync(
      join(folder, "config.json"),
      JSON.stringify({ num_classes: 1000, pretrained_cfg }),
    );
    await page.setInputFiles("[name=model]", folder);
    const { models } = JSON.parse(readFileSync(golden as string, "utf8"));
    const { top1_correct, n } = models[file]["imagenetv2-matched-frequency-50"];
    expect(await said(/^top-1/)).toContain(`: ${top1_correct} of ${n}, 95 % interval`);
  },
);
