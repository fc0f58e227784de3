import { createRequire } from "node:module";
import { join } from "node:path";
import {
  archiveOf,
  builtPage,
  hasChromium,
  onnxFile,
  openPage,
  temporaryFolder,
  tinyJpeg,
} from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";

const texts: Readonly<Record<string, object>> = {
  "config.json": { model_type: "vit", architectures: ["ViTForImageClassification"] },
  "preprocessor_config.json": {
    image_processor_type: "ViTImageProcessor",
    ...{ do_resize: true, size: { height: 4, width: 4 }, resample: 2, do_normalize: false },
    ...{ do_rescale: true, rescale_factor: 1 / 255 },
  },
};

test.skipIf(!hasChromium)(
  "shows both accuracies, and how many answers differ (needs Chromium)",
  { timeout: 240_000 },
  async () => {
    // A model that says how red an image is, in thousandths.
    const net = onnxFile({ input: "pixel_values", output: "logits", shape: ["n", "c", "h", "w"] });
    const archive = join(temporaryFolder(), "reds.tar");
    const names = [100, 300, 500, 700, 900].map(
      (label) => `${label}/${`${label}`.padStart(40, "0")}.jpeg`,
    );
    await archiveOf(archive, names, {
      topDirectory: "imagenetv2-matched-frequency-format-val",
      jpeg: (name) => tinyJpeg({ color: [(Number.parseInt(name, 10) * 255) / 1000, 0, 0] }),
    });
    const url = await builtPage(join(import.meta.dirname, ".."));
    const { page } = await openPage({ program: "", resolveDir: import.meta.dirname, url });
    await page.route(/\/models\//, (route) => {
      const name = route.request().url().split("/models/reds/")[1] as string;
      const text = texts[name];
      if (text !== undefined) return route.fulfill({ json: text });
      return name === "onnx/model.onnx"
        ? route.fulfill({ body: Buffer.from(net) })
        : route.fulfill({ status: 404 });
    });
    // What the folder does not have it asks the hub for, which has no such model.
    const anyOrigin = { "access-control-allow-origin": "*" };
    await page.route(/huggingface\.co/, (route) =>
      route.fulfill({ status: 404, headers: anyOrigin }),
    );
    const { resolve } = createRequire(import.meta.resolve("@huggingface/transformers"));
    await page.route(/\/ort-wasm[^/]*$/, (route) => {
      const name = route.request().url().split("/").at(-1) as string;
      const file = name.replace(/-[\w-]{8}(\.(?:wasm|mjs))$/, "$1");
      return route.fulfill({
        path: resolve(`onnxruntime-web/${file}`),
        headers: anyOrigin,
        contentType: file.endsWith(".wasm") ? "application/wasm" : "text/javascript",
      });
    });
    await page.setInputFiles("[name=archive]", archive);
    await page.fill("[name=model]", "reds");
    await page.click("button");
    await page.waitForFunction(`document.querySelector("output").textContent !== ""`);
    const text = (await page.textContent("output")) as string;
    expect(text).toMatch(
      /^own: \d+\.\d\d %\nours: \d+\.\d\d %\nThe answers of own and ours differ on \d of 5 images/,
    );
  },
);
