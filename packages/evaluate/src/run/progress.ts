import { isCorrect } from "../prediction.ts";
import { type Rate, rate } from "../scores/rate.ts";
import { type Result, separate } from "./skipped.ts";

/** How far an evaluation has come. */
export interface EvaluationProgress {
  /** Images done: those found in a results file and those skipped are among them. */
  readonly done: number;
  readonly total: number;
  /** Of this run, found results not counted. */
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
  /** Of the images that are done and were not skipped. */
  readonly top1: Rate;
  readonly top5: Rate;
}

/** Counts along. */
export function progressOf(total: number, found: readonly Result[]) {
  const before = found.length;
  let [done, scored, top1, top5] = [0, 0, 0, 0];
  const add = (results: readonly Result[]) => {
    const { predictions } = separate(results);
    const right = (k: number) => predictions.filter((each) => isCorrect(each, k)).length;
    done += results.length;
    scored += predictions.length;
    top1 += right(1);
    top5 += right(5);
  };
  add(found);
  const began = performance.now();
  return (batch: readonly Result[]): EvaluationProgress => {
    add(batch);
    const imagesPerSecond = (done - before) / ((performance.now() - began) / 1000);
    return {
      done,
      total,
      imagesPerSecond,
      secondsLeft: (total - done) / imagesPerSecond,
      top1: rate(top1, scored),
      top5: rate(top5, scored),
    };
  };
}
