// Real runtimes and their real types: what is written here compiles, and runs.
import "@tensorflow/tfjs-backend-cpu";
import { evaluate, type Predict } from "@imagenet-v2/evaluate";
import { onnxFile } from "@imagenet-v2/fixtures";
import { type TensorBatch, toOrt, toTf } from "@imagenet-v2/loader";
import * as tf from "@tensorflow/tfjs-core";
import * as ort from "onnxruntime-node";
import { expect, expectTypeOf, test } from "vitest";
import { oneHot, onePixel, pictures } from "./pictures.ts";

const dataset = await pictures([0, 250, 500, 750, 992]);
const options = {
  preprocessing: { resize: [4, 4], mean: [0, 0, 0], std: [1, 1, 1] },
  batchSize: 2,
} as const;

/** Red is label / 32 · 8 of 255, and a model of these tests answers with 1000 times the red. */
function expectReds(predictions: readonly { label: number; top: readonly number[] }[]): void {
  expect(predictions).toHaveLength(5);
  for (const { label, top } of predictions) {
    const red = (Math.floor(label / 32) * 8) / 255;
    expect(Math.abs((top[0] as number) - 1000 * red)).toBeLessThan(8);
  }
}

test("a session of onnxruntime is a model in one line", async () => {
  const session = await ort.InferenceSession.create(onnxFile({ input: "input", output: "logits" }));
  const { predictions } = await evaluate(
    async ({ image }) => (await session.run({ input: toOrt(ort, { image }) })).logits,
    dataset,
    options,
  );
  await session.release();
  expectReds(predictions);
});

test("an output that the session does not have is refused by what was given", async () => {
  const session = await ort.InferenceSession.create(onnxFile({ input: "input", output: "logits" }));
  const run = evaluate(
    async ({ image }) => (await session.run({ input: toOrt(ort, { image }) })).scores,
    dataset,
    options,
  );
  await expect(run).rejects.toMatchObject({
    code: "MODEL_OUTPUT",
    message: expect.stringContaining("undefined"),
    hint: expect.stringContaining("name of the output"),
  });
  await session.release();
});

test("a model of TensorFlow.js is one, too", async () => {
  const steps = tf.linspace(0, 0.999, 1000);
  const predict = (images: tf.Tensor) =>
    tf.tidy(() => {
      const red = tf.slice(tf.mean(images, [1, 2]), [0, 0], [-1, 1]);
      return tf.sub(tf.mul(tf.mul(red, 2), steps), tf.square(steps));
    });
  const { predictions } = await evaluate((batch) => predict(toTf(tf, batch)).data(), dataset, {
    ...options,
    preprocessing: { ...options.preprocessing, layout: "nhwc" },
  });
  expectReds(predictions);
});

test("a function gets the batches that a dataset gives", async () => {
  expectTypeOf<Parameters<Predict>[0]>().toEqualTypeOf<TensorBatch>();
  const fromData = async (batch: TensorBatch) => Array.from(batch.label, (label) => oneHot(label));
  const { scores } = await evaluate(fromData, dataset, { ...options, preprocessing: onePixel });
  expect(scores.top1.correct).toBe(5);
});

test("texts and functions are not scores to the compiler either", () => {
  expectTypeOf<() => string>().not.toMatchTypeOf<Predict>();
  expectTypeOf<() => () => number[]>().not.toMatchTypeOf<Predict>();
  // Its data must be asked for: `await tensor.data()`.
  expectTypeOf<() => tf.Tensor>().not.toMatchTypeOf<Predict>();
  expectTypeOf<() => Promise<ort.Tensor>>().toMatchTypeOf<Predict>();
  expectTypeOf<() => ort.Tensor | undefined>().toMatchTypeOf<Predict>();
  expectTypeOf<() => Float32Array>().toMatchTypeOf<Predict>();
  expectTypeOf<() => number[][]>().toMatchTypeOf<Predict>();
});
