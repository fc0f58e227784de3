import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { evaluate } from "@imagenet-v2/evaluate";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import type { TensorBatch } from "@imagenet-v2/loader";
import { beforeAll, expect, test } from "vitest";
import { onePixel, pictures, readColour } from "./pictures.ts";

const dataset = await pictures([0, 40, 80, 120, 160, 200, 240, 280, 320, 360]);
const options = { preprocessing: onePixel, batchSize: 4 };

let whole: Buffer;
beforeAll(async () => {
  const results = join(temporaryFolder(), "whole.jsonl");
  await evaluate(readColour, dataset, { ...options, results });
  whole = readFileSync(results);
});

/** A model that does something before its n-th batch. */
function before(batch: number, act: () => unknown) {
  let calls = 0;
  return async (images: TensorBatch) => {
    calls += 1;
    if (calls === batch) await act();
    return readColour(images);
  };
}

/** What a run that waits does when the holder of the lock has shown no life for 15 s. */
function breakLock(results: string): void {
  rmSync(`${results}.lock`);
}

test("a run that was taken for dead, while another finished, ends with the right results", async () => {
  const results = join(temporaryFolder(), "r.jsonl");
  const predict = before(3, async () => {
    breakLock(results);
    const { resumedFrom } = await evaluate(readColour, dataset, { ...options, results });
    expect(resumedFrom).toBe(8);
    expect(readFileSync(results)).toEqual(whole);
  });
  const { scores } = await evaluate(predict, dataset, { ...options, results });
  expect(scores.top1.correct).toBe(10);
  expect(readFileSync(results)).toEqual(whole);
  expect(readdirSync(join(results, ".."))).toEqual(["r.jsonl"]);
});

test("a run that was taken for dead publishes no half of the other's", async () => {
  const results = join(temporaryFolder(), "r.jsonl");
  let finished: Buffer | undefined;
  let otherRun: Promise<unknown> | undefined;
  const predict = before(3, () => {
    breakLock(results);
    return new Promise<void>((awake) => {
      // It begins its last batch, and then waits for the first run to end.
      const other = before(1, async () => {
        awake();
        await first;
        finished = readFileSync(results);
      });
      otherRun = evaluate(other, dataset, { ...options, results });
    });
  });
  const first = evaluate(predict, dataset, { ...options, results });
  await first;
  await otherRun;
  expect(finished).toEqual(whole);
  expect(readFileSync(results)).toEqual(whole);
  expect(readdirSync(join(results, ".."))).toEqual(["r.jsonl"]);
});

test("a file that is being written is open to its user alone, a finished one as the umask says", async () => {
  const results = join(temporaryFolder(), "r.jsonl");
  let mode = 0;
  const predict = before(2, () => {
    mode = statSync(`${results}.part`).mode & 0o777;
  });
  await evaluate(predict, dataset, { ...options, results });
  expect(mode).toBe(0o600);
  expect(statSync(results).mode & 0o777).toBe(0o666 & ~process.umask());
});
