// ONNX models in Chromium, by onnxruntime-web, against Node.
import { readFileSync } from "node:fs";
import {
  evaluate,
  type OnnxModelOptions,
  type OnnxRuntime,
  onnxModel,
  type Prediction,
} from "@imagenet-v2/evaluate";
import { hasChromium, onnxFile, onnxWeights, sharedFile } from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
import * as web from "onnxruntime-web";
import { describe, expect, test } from "vitest";
import { evaluatingPage } from "./open-page.ts";
import { pictures } from "./pictures.ts";

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const mean = [128 / 255, 128 / 255, 128 / 255] as const;
const exact = { preprocessing: { mean, std: mean } } as const;
const plain = { preprocessing: { mean: [0, 0, 0], std: [1, 1, 1] } } as const;

const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
const golden = sharedFile("golden/evaluate-mobilenet.json");

describe.skipIf(!hasChromium || archive === undefined || golden === undefined)(
  "on 50 images (needs Chromium and ../shared)",
  { timeout: 240_000 },
  () => {
    // In a quantised net a sum that is rounded otherwise moves an activation by a step. The kernels of onnxruntime-node
    // differ from the web's, in the larger net by up to 0.044, in no first place.
    test.each([
      ["mobilenet_v1_0.25_128_qdq.onnx", 1e-4],
      ["mobilenet_v2_1.0_224_qdq.onnx", 0.1],
    ])("%s scores in a page as in Node", async (name, most) => {
      const file = readFileSync(sharedFile(`models/${name}`) as string);
      const page = await evaluatingPage();
      await page.page.setInputFiles("input", archive as string);
      const found = await page.ask("score", base64(file), exact);
      const { models } = JSON.parse(readFileSync(golden as string, "utf8"));
      const counts = models[name]["imagenetv2-matched-frequency-50"];
      expect(found.counts).toEqual([counts.n, counts.top1_correct, counts.top5_correct]);

      const inNode = async (options: OnnxModelOptions) => {
        const dataset = await load("imagenet_v2", {
          ...{ archive: archive as string, partial: true, split: "test" },
        });
        const model = await onnxModel(file, { ...exact, ...options });
        const evaluation = await evaluate(model, dataset, { batchSize: 10 });
        await Promise.all([model.close(), dataset.close()]);
        return evaluation;
      };
      web.env.wasm.numThreads = 1;
      const same = await inNode({ runtime: web as unknown as OnnxRuntime });
      expect(found.predictions).toEqual(JSON.parse(JSON.stringify(same.predictions)));
      const { made, archive: _, ...run } = same.run;
      expect(found.run).toMatchObject({ ...run, model: { ...run.model, name: "model.onnx" } });
      expect(found.run.made?.versions).toEqual({ runtime: made?.versions.runtime });

      const native = await inNode({});
      const [differing, furthest] = difference(found.predictions, native.predictions);
      console.log(
        `${name}: ${differing} of 50 lists differ from onnxruntime-node's, probabilities by ${furthest}`,
      );
      expect(native.predictions.map(({ file_name, label }) => [file_name, label])).toEqual(
        found.predictions.map(({ file_name, label }) => [file_name, label]),
      );
      const first = ({ top }: Prediction) => top[0];
      expect(native.predictions.map(first)).toEqual(found.predictions.map(first));
      expect(furthest).toBeLessThan(most);
    });
  },
);

/** How many lists of five differ, and by how much the probability of one class at most. */
function difference(ones: readonly Prediction[], others: readonly Prediction[]): [number, number] {
  let [differing, furthest] = [0, 0];
  for (const [i, one] of ones.entries()) {
    const other = others[i] as Prediction;
    if (one.top.join() !== other.top.join()) differing++;
    for (const [rank, label] of one.top.entries()) {
      const place = other.top.indexOf(label);
      if (place === -1) continue;
      const by = (one.probabilities?.[rank] as number) - (other.probabilities?.[place] as number);
      furthest = Math.max(furthest, Math.abs(by));
    }
  }
  return [differing, furthest];
}

describe.skipIf(!hasChromium)("in a page (needs Chromium)", { timeout: 240_000 }, async () => {
  const dataset = await pictures([0, 250, 500, 750, 992]);
  const images: Record<string, string> = {};
  for (const { index, file_name } of dataset.records()) {
    images[file_name] = base64(await dataset.store.read(index));
  }
  const config = base64(
    Buffer.from(
      JSON.stringify({
        image_processor_type: "ViTImageProcessor",
        ...{ size: { height: 4, width: 4 }, resample: 2, do_normalize: false },
      }),
    ),
  );

  test("the files of a folder are a model as on disk: config, dtype, weights in a file of their own", async () => {
    const page = await evaluatingPage();
    const files = {
      "net/preprocessor_config.json": config,
      "net/onnx/model.onnx": base64(onnxFile({ weights: "model.onnx_data" })),
      "net/onnx/model.onnx_data": base64(onnxWeights()),
      "net/onnx/model_fp16.onnx": base64(onnxFile({ classes: 999 })),
    };
    const { run, predictions } = await page.ask("score", files, { dtype: "fp32" }, images);
    expect(run).toMatchObject({
      model: { name: "net", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      preprocessing_source: "config: preprocessor_config.json",
    });
    for (const { label, top } of predictions) {
      const red = (1000 * Math.floor(label / 32) * 8) / 255;
      expect(Math.abs((top[0] as number) - red)).toBeLessThan(8);
    }
    expect((await page.ask("score", files, {}, images)).refused).toMatchObject({
      code: "INVALID_MODEL",
      message: "net has several models: onnx/model.onnx, onnx/model_fp16.onnx.",
    });
    const { "net/onnx/model.onnx_data": _, ...without } = files;
    expect((await page.ask("score", without, { dtype: "fp32" }, images)).refused).toMatchObject({
      code: "INVALID_MODEL",
      message:
        "net/onnx/model.onnx has its weights in another file, net/onnx/model.onnx_data, which is not there.",
    });
    expect((await page.ask("score", files, { dtype: "fp16" }, images)).refused).toMatchObject({
      code: "MODEL_OUTPUT",
      message: expect.stringContaining("gave 999 scores"),
    });
  });

  test("a model that is none, or that the page cannot run, is refused by name", async () => {
    const page = await evaluatingPage();
    const refusal = async (
      ...given: Parameters<typeof page.ask<"score">> extends [unknown, ...infer R] ? R : never
    ) => (await page.ask("score", ...given)).refused;
    const good = base64(onnxFile());
    expect(
      await refusal(base64(Buffer.from("version https://git-lfs.github.com/spec/v1")), plain),
    ).toMatchObject({
      code: "INVALID_MODEL",
      message: expect.stringContaining("Git LFS pointer"),
    });
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from("PK\u0003\u0004garbage"),
      onnxFile().subarray(0, 300),
    ]) {
      expect(await refusal(base64(bytes), plain, images)).toMatchObject({ code: "INVALID_MODEL" });
    }
    expect(await refusal(good, {}, images)).toMatchObject({
      code: "INVALID_OPTION",
      message: "model.onnx: nothing says what it wants done to an image.",
    });
    expect(await refusal(good, { ...plain, device: "webgpu" }, images)).toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringMatching(/^device: webgpu does not work on this machine/),
    });
    // Of a gigabyte that it has no room for Chromium says that it cannot be read any more.
    expect((await page.ask("zeros", 1024)).refused).toMatchObject({
      code: expect.stringMatching(/^(INVALID_MODEL|DATA_CHANGED)$/),
    });
    expect((await page.ask("fetched", "m.onnx", plain)).refused).toMatchObject({
      code: "UNSUPPORTED",
    });
    expect((await page.ask("fetched", `${page.url}none.onnx`, plain)).refused).toMatchObject({
      code: "HTTP_STATUS",
    });
  });

  test("where onnxruntime-web does not start, the page is told, and not the model blamed", async () => {
    const page = await evaluatingPage();
    await page.page.route(/\.wasm$/, (route) => route.fulfill({ status: 404 }));
    expect((await page.ask("score", base64(onnxFile()), plain, images)).refused).toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("onnxruntime-web does not start in this page"),
    });
  });
});
