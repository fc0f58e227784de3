import type { Prediction } from "../prediction.ts";
import { judge, type Mistake, ranked } from "./mistake.ts";

/**
 * Counts again with each output standing for another class, as common mistakes have it. Nothing is
 * run; ImageNetV2's own folders are numbers, and a tool that sorts them as text gives 988 of the 1000
 * classes another index.
 *
 * @param count classes of the dataset
 * @param inUsualOrder of an {@link Evaluation} whose model has labels
 * @returns the likeliest first
 */
export function recountClasses(
  predictions: readonly Prediction[],
  count = 1000,
  inUsualOrder?: readonly (number | undefined)[] | undefined,
): Mistake[] {
  // The classes in the order of folders sorted as text: 0, 1, 10, 100, 101, …
  const asText = Array.from({ length: count }, (_, label) => `${label}`)
    .sort()
    .map(Number);
  const placeAsText = new Map(asText.map((label, place) => [label, place]));
  const as = (kind: Mistake["kind"], instead: string, map: (label: number) => number) =>
    judge(
      kind,
      instead,
      // The probabilities belong to other classes now.
      predictions.map(({ file_name, label, top }) => ({ file_name, label, top: top.map(map) })),
      predictions,
    );
  // A class that is none is never right.
  const usual = inUsualOrder && ((each: number) => inUsualOrder[each] ?? -1);
  return ranked([
    ...(usual
      ? [as("classes-in-order", "the outputs in the usual order, whatever their labels", usual)]
      : []),
    as("classes-shifted", "each output standing for the class before", (each) => each - 1),
    as("classes-shifted", "each output standing for the class after", (each) => each + 1),
    as(
      "classes-sorted-as-text",
      "the outputs in the order of folders sorted as text",
      (each) => asText[each] as number,
    ),
    as(
      "classes-sorted-as-text",
      "the labels in the order of folders sorted as text",
      (each) => placeAsText.get(each) as number,
    ),
  ]);
}
