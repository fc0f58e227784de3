// What a page of the tests runs with other runtimes than onnxruntime-web.
import "@tensorflow/tfjs-backend-cpu";
import * as transformers from "@huggingface/transformers";
import { evaluate, tfjsModel, transformersModel } from "@imagenet-v2/evaluate";
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { bytesOf, datasetIn, type Images, pickedDataset } from "./in-page.ts";

declare const location: { readonly origin: string };

/** @param files of the folder of a graph model, as base64 by their names */
export async function tfjs(
  files: Images,
  preprocessing: { readonly mean: readonly [number, number, number] },
) {
  const blobs = Object.entries(files).map(([name, text]) => [name, new Blob([bytesOf(text)])]);
  const { mean } = preprocessing;
  const model = await tfjsModel({ ...tf, loadGraphModel }, Object.fromEntries(blobs), {
    preprocessing: { resize: 146, crop: 128, mean, std: mean },
  });
  const { predictions, run } = await evaluate(model, await pickedDataset(), {
    batchSize: 10,
    workers: 0,
  });
  await model.close();
  return { predictions, run };
}

/** A pipeline of the page's own server, with its own preprocessing and with ours. */
export async function pipelines(name: string, images: Images) {
  const { env } = transformers;
  Object.assign(env, { allowLocalModels: true, allowRemoteModels: false, useBrowserCache: false });
  // Of a whole URL it does not ask whether there is a preprocessor_config.json.
  env.localModelPath = "/models/";
  if (env.backends.onnx.wasm) env.backends.onnx.wasm.wasmPaths = `${location.origin}/transformers/`;
  const pipeline = await transformers.pipeline("image-classification", name, {
    ...{ dtype: "fp32", device: "wasm" },
  });
  const dataset = await datasetIn(images);
  const own = await evaluate(await transformersModel(transformers, pipeline), dataset);
  const ours = await evaluate(
    await transformersModel(transformers, pipeline, { preprocessing: "config" }),
    dataset,
    { batchSize: 10, workers: 0 },
  );
  return [own, ours].map(({ scores, predictions, run }) => ({
    ...{ correct: scores.top1.correct, predictions, run },
  }));
}
