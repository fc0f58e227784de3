import { shown } from "@imagenet-v2/core/internal";
import type { Answering } from "../classes/answers.ts";
import { topK } from "../scores/top-k.ts";
import { invalid } from "./invalid.ts";
import { predictionLimits } from "./pieces.ts";

/** What a file says about one image, before it is known which image that is. */
export interface Row {
  /** As it stands in the file. */
  readonly name: string;
  /** Counted from 1; for an npy file the row. */
  readonly line: number;
  /** Empty for an image that was skipped. */
  readonly top: readonly number[];
  /** Why the image was skipped. */
  readonly skipped?: string | undefined;
  readonly label?: number | undefined;
  readonly probabilities?: readonly number[] | undefined;
  readonly likelihood?: number | undefined;
}

/** How the rows of a file are read. */
export interface ReadRowsOptions {
  /** What the model could answer with. */
  readonly answering: Answering;
  readonly signal: AbortSignal | undefined;
}

/** @throws INVALID_PREDICTIONS if another row is too many */
export function checkCount(rows: readonly Row[], path: string, line: number): void {
  if (rows.length < predictionLimits.rows) return;
  throw invalid(path, line, `It has more than ${predictionLimits.rows} predictions.`, {
    hint: "Predictions have a line for each image.",
  });
}

/** Whether this is the label of a class. */
export function isClass(value: unknown, { classes }: Answering): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < classes.length;
}

/**
 * The classes of a row, checked.
 *
 * @param fewest how many are needed. Default: five, for the top-5 accuracy
 * @throws INVALID_PREDICTIONS for fewer, one that is not a class, one that is there twice
 */
export function checkTop(
  top: readonly unknown[],
  path: string,
  line: number,
  answering: Answering,
  fewest = 5,
): number[] {
  const { classes } = answering;
  if (top.length < fewest) {
    throw invalid(
      path,
      line,
      `${top.length} classes are predicted, and ${fewest === 5 ? "five are" : "one is"} needed.`,
      {
        hint: "The top-5 accuracy needs the five likeliest classes, best first.",
      },
    );
  }
  for (const each of top) {
    if (isClass(each, answering)) continue;
    throw invalid(path, line, `${shown(each)} is no class.`, {
      hint:
        each === classes.length
          ? `Classes are 0 to ${classes.length - 1}. A model with a background class counts from 1: subtract 1.`
          : `Classes are the integers from 0 (${classes[0]?.name}) to ${classes.length - 1} (${classes.at(-1)?.name}).`,
    });
  }
  const twice = top.find((each, i) => top.indexOf(each) !== i);
  if (twice !== undefined) throw invalid(path, line, `Class ${twice} is predicted twice.`);
  return top as number[];
}

/**
 * The five classes with the highest scores, of those that count.
 *
 * @throws INVALID_PREDICTIONS for another number of scores than a model may answer with; MODEL_OUTPUT for
 * NaN
 */
export function topOfScores(
  scores: readonly number[],
  name: string,
  path: string,
  line: number,
  answering: Answering,
): number[] {
  const answers = answering.of(scores.length);
  if (answers === undefined) {
    throw invalid(path, line, `${scores.length} scores are given: ${answering.needed}.`, {
      hint: answering.hint,
    });
  }
  return topK(scores, 5, name, answers.places).map(answers.labelAt);
}
