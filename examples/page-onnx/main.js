import { load } from "imagenet-v2";
import { evaluate, formatResults, onnxModel, percent } from "imagenet-v2/evaluate";
// Without WebGPU, so that 14 MB are loaded and not 26. Left out, onnxModel loads onnxruntime-web itself.
import * as ort from "onnxruntime-web/wasm";

const form = document.querySelector("form");
const output = document.querySelector("output");
const link = document.querySelector("a");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const { archive, model: folder } = form.elements;
    const model = await onnxModel(folder.files, { runtime: ort });
    const dataset = await load("imagenet_v2", {
      archive: archive.files[0],
      partial: true,
      split: "test",
    });
    const evaluation = await evaluate(model, dataset, {
      workers: 0,
      results: `${model.name}.jsonl`,
      onProgress: ({ done, total }) => {
        output.textContent = `${done} of ${total} images`;
      },
    });
    const { n, correct, accuracy, interval } = evaluation.scores.top1;
    output.textContent = `top-1 ${percent(accuracy)}: ${correct} of ${n}, 95 % interval ${interval.map(percent).join(" to ")}`;
    link.href = URL.createObjectURL(new Blob([formatResults(evaluation)]));
    link.hidden = false;
  } catch (error) {
    output.textContent = `${error.message} ${error.hint ?? ""}`;
  }
});
