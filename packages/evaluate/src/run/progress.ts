import { isCorrect, tellsTop } from "../prediction.ts";
import { type Rate, rate } from "../scores/rate.ts";
import { type Result, separate } from "./skipped.ts";

/** How far an evaluation has come. */
export interface EvaluationProgress {
  /** Images done: those found in a results file and those skipped are among them. */
  readonly done: number;
  readonly total: number;
  /** How many of them were there already, in a results file. */
  readonly resumedFrom: number;
  /** Of this run, found results not counted. */
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
  /** Of the images that are done and were not skipped. */
  readonly top1: Rate;
  /** `undefined` where an answer names fewer than five classes. */
  readonly top5: Rate | undefined;
}

/** Counts along. */
export function progressOf(total: number, found: readonly Result[]) {
  const before = found.length;
  let [done, scored, top1, top5] = [0, 0, 0, 0];
  let tellsTop5 = true;
  const add = (results: readonly Result[]) => {
    const { predictions } = separate(results);
    const right = (k: number) => predictions.filter((each) => isCorrect(each, k)).length;
    done += results.length;
    scored += predictions.length;
    top1 += right(1);
    top5 += right(5);
    tellsTop5 &&= tellsTop(predictions, 5);
  };
  add(found);
  const began = performance.now();
  return (batch: readonly Result[]): EvaluationProgress => {
    add(batch);
    const imagesPerSecond = (done - before) / ((performance.now() - began) / 1000);
    return {
      done,
      total,
      resumedFrom: before,
      imagesPerSecond,
      secondsLeft: (total - done) / imagesPerSecond,
      top1: rate(top1, scored),
      top5: tellsTop5 ? rate(top5, scored) : undefined,
    };
  };
}
