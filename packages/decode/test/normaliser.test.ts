import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { parsePreprocessing } from "@imagenet-v2/decode/internal";
import { createKernel, Normaliser, type PreprocessingOptions } from "@imagenet-v2/decode/kernel";
import { expect, test } from "vitest";
import { handmade, samplings } from "./handmade.ts";

const jpeg = handmade({
  width: 90,
  height: 70,
  sampling: samplings["4:2:0"] as [number, number][],
  seed: 9,
});
const length = 3 * 24 * 20;
const begin = Normaliser.begin;

test.each<[string, PreprocessingOptions]>([
  ["planes", {}],
  ["pixels", { layout: "nhwc" }],
  ["planes of blue, green, red", { channels: "bgr" }],
  ["pixels of blue, green, red", { channels: "bgr", layout: "nhwc" }],
])("makes of %s in bytes the floats that the kernel makes", (_, options) => {
  const preprocessing = parsePreprocessing({ resize: 30, crop: [20, 24], ...options });
  const bytes = parsePreprocessing({ ...preprocessing, dtype: "uint8" });
  const kernel = createKernel();
  const wanted = new Float32Array(length);
  kernel.decodeInto(jpeg, { preprocessing }, wanted);

  const memory = Normaliser.memory(5 * length);
  const floats = new Float32Array(memory.buffer, begin, length);
  const own = new Uint8Array(memory.buffer, begin + 4 * length, length);
  kernel.decodeInto(jpeg, { preprocessing: bytes }, own);
  new Normaliser(memory, preprocessing).normalise(own, begin);
  expect(floats).toEqual(wanted);
});

test("another thread sees the floats", async () => {
  const memory = Normaliser.memory(64);
  const worker = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads");
     parentPort.on("message", () => {
       parentPort.postMessage([...new Float32Array(workerData.buffer, ${begin}, 3)]);
       parentPort.close();
     });`,
    { eval: true, workerData: memory },
  );
  const bytes = new Uint8Array(memory.buffer, begin + 12, 3);
  bytes.set([0, 255, 51]);
  const plain = parsePreprocessing({ mean: [0, 0, 0], std: [1, 1, 0.5] });
  new Normaliser(memory, plain).normalise(bytes, begin);
  worker.postMessage("look");
  const [floats] = await once(worker, "message");
  expect(floats).toEqual([0, 1, Math.fround(Math.fround(0.2) / 0.5)]);
});

test("refuses more than WebAssembly can address", () => {
  expect(() => Normaliser.memory(2 ** 32)).toThrow(RangeError);
});
