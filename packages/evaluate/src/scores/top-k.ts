import { ImageNetV2Error } from "@imagenet-v2/core";
import type { ClassSet } from "../classes/class-set.ts";

/**
 * The `k` classes with the highest scores, best first. Of equal scores the lower class index comes
 * first, so that a result never depends on a sorting routine (NumPy's `argsort` and PyTorch's
 * `topk` leave it open).
 *
 * @param scores one number for each class: logits or probabilities
 * @param among the classes that may be chosen, ascending; scores of others are not looked at.
 * Default: all that have a score
 * @param fileName which image they are for, for the message
 * @throws MODEL_OUTPUT if a score is not finite, or there are fewer than `k`
 */
export function topK(
  scores: ArrayLike<number>,
  k: number,
  fileName: string,
  among?: ClassSet | undefined,
): number[] {
  const count = among?.length ?? scores.length;
  if (count < k) {
    throw new ImageNetV2Error(
      "MODEL_OUTPUT",
      `${fileName}: the model gave ${count} scores, and the top ${k} are wanted.`,
      { fileName },
    );
  }
  const best: number[] = [];
  for (let i = 0; i < count; i++) {
    const index = among === undefined ? i : (among[i] as number);
    const score = scores[index] as number;
    if (!Number.isFinite(score)) throw notFinite(score, index, fileName);
    if (best.length === k && score <= (scores[best[k - 1] as number] as number)) continue;
    let place = Math.min(best.length, k - 1);
    for (; place > 0 && score > (scores[best[place - 1] as number] as number); place--) {
      best[place] = best[place - 1] as number;
    }
    best[place] = index;
  }
  return best;
}

function notFinite(score: number, index: number, fileName: string): ImageNetV2Error {
  return new ImageNetV2Error(
    "MODEL_OUTPUT",
    `${fileName}: the model gave ${score} for output ${index}.`,
    { fileName },
    { hint: "Look at the preprocessing and at the model's precision: float16 overflows easily." },
  );
}
