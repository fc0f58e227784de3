import { type EvaluateOptions, type Evaluation, evaluate, type Model } from "@imagenet-v2/evaluate";
import { datasetOf } from "@imagenet-v2/loader";
import { type Instant, now, type Work } from "./clock.ts";
import { type Material, openStore } from "./material.ts";

/** Evaluates a model. The first batch, which waits for the workers to start, is not counted. */
export async function evaluated(
  material: Material,
  model: Model,
  options: EvaluateOptions = {},
): Promise<Work & { readonly evaluation: Evaluation }> {
  const store = await openStore(material);
  let begun: Instant | undefined;
  let first = 0;
  const evaluation = await evaluate(model, datasetOf(store).take(material.images), {
    ...options,
    onProgress: ({ done }) => {
      if (begun !== undefined) return;
      begun = now();
      first = done;
    },
  });
  await store.close();
  return { images: evaluation.predictions.length - first, begun: begun ?? now(), evaluation };
}
