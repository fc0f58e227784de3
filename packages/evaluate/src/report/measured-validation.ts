import { ImageNetV2Error, imageNet2012 } from "@imagenet-v2/core";
import type { IntervalOptions } from "../certainty/interval.ts";
import { type ClassSet, sameSet } from "../classes/class-set.ts";
import type { MeasuredAccuracy } from "../field/validation-accuracy.ts";
import { differences } from "../run/header.ts";
import type { Evaluation } from "../run/run-job.ts";
import { topRate } from "../scores/score.ts";
import type { RunFacts } from "./how-made.ts";

/** What a model was found to say about ImageNet's validation set: what `evaluate` gives of it. */
export type ValidationResults = Pick<Evaluation, "predictions" | "run">;

/** Images of each class in the validation set. */
export const perClass2012 = 50;

/**
 * A model's accuracy on the validation set, for the gap to its accuracy on V2.
 *
 * @param v2 its run on V2, as far as that is known, and the classes that it could answer with
 * @throws INVALID_OPTION for results of other images, or of another pipeline than V2's: their difference
 * would not be the gap
 */
export function measuredValidation(
  { predictions, run }: ValidationResults,
  v2: { readonly run: RunFacts | undefined; readonly classes: ClassSet | undefined },
  options: IntervalOptions,
): MeasuredAccuracy {
  if (run.dataset?.name !== imageNet2012.name) {
    throw refused(
      `val is of ${run.variant ?? "images"} that ${run.variant ? "is" : "are"} not the validation set`,
      `Give a number, or what evaluate gives of load("${imageNet2012.name}", { archive }).`,
    );
  }
  const classes = run.classes ?? undefined;
  const differing = [
    ...(v2.run?.model === undefined ? [] : differences(pipelineOf(run), pipelineOf(v2.run))),
    ...(sameSet(classes, v2.classes) ? [] : ["classes"]),
  ];
  if (differing.length > 0) {
    throw refused(
      `val is of another pipeline: ${differing.join(", ")} differ`,
      "Score the same model on both, with the same preprocessing and classes.",
    );
  }
  const rate = topRate(predictions, 1, options);
  const count = (classes ?? imageNet2012.classes).length;
  return { readAs: "measured", share: rate.accuracy, rate, of: perClass2012 * count };
}

function pipelineOf({ model, input, dct, preprocessing }: RunFacts): object {
  return { model, input, dct, preprocessing };
}

function refused(what: string, hint: string): ImageNetV2Error {
  return new ImageNetV2Error("INVALID_OPTION", `report: ${what}.`, { option: "val" }, { hint });
}
