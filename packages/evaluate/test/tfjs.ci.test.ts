import "@tensorflow/tfjs-backend-cpu";
import { readFileSync } from "node:fs";
import { evaluate, tfjsModel } from "@imagenet-v2/evaluate";
import { sharedFile } from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
import * as converter from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { pictures } from "./pictures.ts";

test("runs a model of TensorFlow.js and leaves no tensor behind", async () => {
  const dataset = await pictures([0, 250, 500, 750, 992]);
  // Class c has 2 m c - c² for a mean red of m: highest at c = m.
  const steps = tf.linspace(0, 0.999, 1000);
  const before = tf.memory().numTensors;
  const means = {
    predict: (images: tf.Tensor) =>
      tf.tidy(() => {
        const red = tf.slice(tf.mean(images, [1, 2]), [0, 0], [-1, 1]);
        return tf.sub(tf.mul(tf.mul(red, 2), steps), tf.square(steps));
      }),
  };
  const model = await tfjsModel(tf, means, {
    name: "means",
    preprocessing: { resize: [4, 4], mean: [0, 0, 0], std: [1, 1, 1] },
  });
  const { predictions, run } = await evaluate(model, dataset, { batchSize: 2 });
  expect(tf.memory().numTensors).toBe(before);
  expect(run).toMatchObject({ model: { name: "means" }, preprocessing: { layout: "nhwc" } });
  for (const { label, top } of predictions) {
    // Red is label / 32 · 8 of 255.
    const red = (Math.floor(label / 32) * 8) / 255;
    expect(Math.abs((top[0] as number) - 1000 * red)).toBeLessThan(8);
  }
});

const folder = "models/mobilenet_v1_0.25_128_tfjs";
const [topology, weights] = [
  sharedFile(`${folder}/model.json`),
  sharedFile(`${folder}/weights.bin`),
];
const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
const golden = sharedFile("golden/evaluate-mobilenet.json");

test.skipIf(!topology || !weights || !archive || !golden)(
  "a GraphModel scores as the same net in onnxruntime (../shared)",
  { timeout: 120_000 },
  async () => {
    const mean = [128 / 255, 128 / 255, 128 / 255] as const;
    const { loadGraphModel } = converter;
    const model = await tfjsModel({ ...tf, loadGraphModel }, topology as string, {
      preprocessing: { resize: 146, crop: 128, mean, std: mean },
    });
    expect(model).toMatchObject({
      name: "mobilenet_v1_0.25_128_tfjs",
      input: { layout: "nhwc", type: "float32", size: [128, 128], batchSize: undefined },
    });
    const dataset = await load("imagenet_v2", {
      archive: archive as string,
      partial: true,
      split: "test",
    });
    const { scores, run } = await evaluate(model, dataset, { batchSize: 10 });
    await Promise.all([dataset.close(), model.close()]);
    const { models } = JSON.parse(readFileSync(golden as string, "utf8"));
    const expected = models["mobilenet_v1_0.25_128_qdq.onnx"]["imagenetv2-matched-frequency-50"];
    expect(run.outputs).toBe("1001 probabilities");
    // It keeps activations in floats where the ONNX file rounds them: an image may differ.
    expect(Math.abs(scores.top1.correct - expected.top1_correct)).toBeLessThanOrEqual(1);
    expect(
      Math.abs((scores.top5?.correct ?? Number.NaN) - expected.top5_correct),
    ).toBeLessThanOrEqual(1);
  },
);
