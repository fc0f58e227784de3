import * as transformers from "@huggingface/transformers";
import { load } from "imagenet-v2";
import {
  changesInWords,
  comparePipelines,
  evaluate,
  percent,
  transformersModel,
} from "imagenet-v2/evaluate";

const form = document.querySelector("form");
const output = document.querySelector("output");
// A folder of this server's, models/, comes before the hub.
transformers.env.allowLocalModels = true;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const { archive, model } = form.elements;
    const file = archive.files[0];
    const dataset = await load("imagenet_v2", { archive: file, partial: true, split: "test" });
    const pipeline = await transformers.pipeline("image-classification", model.value, {
      dtype: "fp32",
    });
    const given = { name: "own" };
    const own = await evaluate(await transformersModel(transformers, pipeline, given), dataset);
    const preparedHere = { name: "ours", preprocessing: "config" };
    const ours = await evaluate(
      await transformersModel(transformers, pipeline, preparedHere),
      dataset,
      { workers: 0 },
    );
    const results = [own, ours].map(({ predictions, run }) => ({
      name: run.model.name,
      predictions,
    }));
    output.textContent = [
      ...[own, ours].map(
        ({ scores: { top1 }, run }) => `${run.model.name}: ${percent(top1.accuracy)}`,
      ),
      ...changesInWords(await comparePipelines(...results)),
    ].join("\n");
  } catch (error) {
    output.textContent = `${error.message} ${error.hint ?? ""}`;
  }
});
