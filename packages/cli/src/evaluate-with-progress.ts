import {
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  type Model,
  percent,
} from "@imagenet-v2/evaluate";
import type { Dataset } from "@imagenet-v2/loader";
import type { GlobalOptions } from "./common-options.ts";
import { ProgressLine } from "./progress.ts";
import type { Terminal } from "./terminal.ts";
import { isTalkative } from "./with-progress.ts";

/** Scores a model, and shows on stderr how far that has come. */
export async function evaluateWithProgress(
  terminal: Terminal,
  model: Model,
  dataset: Dataset,
  options: GlobalOptions,
  settings: EvaluateOptions,
  label = "Evaluating",
): Promise<Evaluation> {
  const { signal } = terminal;
  const unit = "images";
  const decoding = new ProgressLine(terminal, "Decoding", { unit, enabled: isTalkative(options) });
  const evaluating = new ProgressLine(terminal, label, { unit, enabled: isTalkative(options) });
  try {
    return await evaluate(model, dataset, {
      ...settings,
      signal,
      onCacheProgress: (progress) => decoding.update(progress),
      onProgress: ({ done, total, top1: { accuracy, interval } }) =>
        evaluating.update({
          done,
          total,
          note: `top-1 ${percent(accuracy)} (${interval.map(percent).join(" to ")})`,
        }),
    });
  } finally {
    decoding.end();
    evaluating.end();
  }
}
