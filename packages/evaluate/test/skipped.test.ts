import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type EvaluationProgress,
  evaluate,
  htmlReport,
  markdownReport,
  merge,
  readPredictions,
  report,
  textReport,
} from "@imagenet-v2/evaluate";
import { temporaryFolder, tinyJpeg, twelveBitJpeg } from "@imagenet-v2/fixtures";
import { type Dataset, datasetOf, type TensorBatch } from "@imagenet-v2/loader";
import { MemoryStore } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";
import { onePixel, readColour } from "./pictures.ts";

const options = { preprocessing: onePixel, batchSize: 4, workers: 0 };

/** Twenty pictures in storage order, of which those at some places cannot be decoded. */
async function picturesWithDamage(places: readonly number[], onError: "throw" | "skip" = "skip") {
  const good = await tinyJpeg({ color: [0, 56, 100] });
  const bad = [good.subarray(0, 200), Buffer.from("no picture"), await twelveBitJpeg()];
  const names = Array.from({ length: 20 }, (_, i) => `7/${String(i).padStart(40, "0")}.jpeg`);
  const stored = await MemoryStore.of(Object.fromEntries(names.map((name) => [name, good])));
  const inOrder = Array.from(datasetOf(stored, { order: "storage" }).records());
  const images = inOrder.map(({ file_name }, i): [string, Uint8Array] => [
    file_name,
    places.includes(i) ? (bad[i % 3] as Uint8Array) : good,
  ]);
  const store = await MemoryStore.of(Object.fromEntries(images), { name: "pictures" });
  const dataset = datasetOf(store, { order: "storage", onError });
  return { dataset, named: places.map((place) => images[place]?.[0] as string) };
}

// The first batch's end, a whole batch, the last image.
const places = [0, 3, 8, 9, 10, 11, 19];

describe("images that a dataset skips", () => {
  test("are left out of the scores, and named", async () => {
    const { dataset, named } = await picturesWithDamage(places);
    const { scores, predictions, skipped } = await evaluate(readColour, dataset, options);
    expect(scores.top1).toMatchObject({ correct: 13, n: 13 });
    expect(predictions).toHaveLength(13);
    expect(skipped.map(({ file_name, label }) => [file_name, label])).toEqual(
      named.map((name) => [name, 7]),
    );
    // A PNG, a cut image, and 12 bits by turns: each says why, and which.
    for (const { file_name, skipped: why } of skipped) expect(why).toContain(file_name);
    expect(skipped.map(({ skipped: why }) => why).join()).toContain("other than 8 bits a sample");
  });

  test("leave every other image in its batch", async () => {
    const { dataset } = await picturesWithDamage(places);
    const all = [...dataset.records()].map(({ file_name }) => file_name);
    const batches: number[][] = [];
    const predict = (batch: TensorBatch) => {
      batches.push(batch.file_name.map((name) => all.indexOf(name)));
      return readColour(batch);
    };
    await evaluate(predict, dataset, options);
    expect(batches).toEqual([
      [1, 2],
      [4, 5, 6, 7],
      [12, 13, 14, 15],
      [16, 17, 18],
    ]);
  });

  test("count as done, and not as wrong", async () => {
    const { dataset } = await picturesWithDamage(places);
    const seen: EvaluationProgress[] = [];
    await evaluate(readColour, dataset, { ...options, onProgress: (p) => seen.push(p) });
    expect(seen.at(-1)).toMatchObject({ done: 20, total: 20, top1: { correct: 13, n: 13 } });
  });

  test("have a line in results, from which a run goes on to the same file", async () => {
    const { dataset, named } = await picturesWithDamage(places);
    const folder = temporaryFolder();
    const whole = join(folder, "whole.jsonl");
    const first = await evaluate(readColour, dataset, { ...options, results: whole });
    const bytes = readFileSync(whole);
    const lines = bytes.toString().trimEnd().split("\n");
    expect(lines).toHaveLength(21);
    for (let kept = 1; kept < lines.length; kept++) {
      const results = join(folder, `${kept}.jsonl`);
      writeFileSync(`${results}.part`, `${lines.slice(0, kept).join("\n")}\n`);
      const again = await evaluate(readColour, dataset, { ...options, results });
      expect(readFileSync(results)).toEqual(bytes);
      expect(again.scores).toEqual(first.scores);
      expect(again.skipped).toEqual(first.skipped);
    }
    const read = await evaluate(() => expect.unreachable(), dataset, {
      ...options,
      results: whole,
    });
    expect(read).toMatchObject({ scores: first.scores, skipped: first.skipped, resumedFrom: 20 });
    expect(first.skipped).toHaveLength(named.length);
  });

  test("let a run go on that they ended before they were skipped", async () => {
    const results = join(temporaryFolder(), "r.jsonl");
    const late = [13];
    const { dataset: strict, named } = await picturesWithDamage(late, "throw");
    const how = { ...options, results };
    await expect(evaluate(readColour, strict, how)).rejects.toThrow(named[0]);
    const { dataset } = await picturesWithDamage(late);
    const { resumedFrom, skipped } = await evaluate(readColour, dataset, how);
    expect(resumedFrom).toBe(12);
    expect(skipped.map(({ file_name }) => file_name)).toEqual(named);
    // And not the other way round: who does not skip is not given results without an image.
    await expect(evaluate(readColour, strict, how)).rejects.toMatchObject({
      code: "INCOMPLETE_DATA",
      missing: named,
    });
  });

  test.each([2, 3, 5])("are in %d shards what they are in one run, to the byte", async (count) => {
    const { dataset, named } = await picturesWithDamage([0, 1, 5, 6, 18, 19]);
    const folder = temporaryFolder();
    const whole = join(folder, "whole.jsonl");
    await evaluate(readColour, dataset, { ...options, results: whole });
    const parts: string[] = [];
    for (let index = 0; index < count; index++) {
      const results = join(folder, `${index}.jsonl`);
      await evaluate(readColour, dataset, { ...options, results, shard: { index, count } });
      parts.push(results);
    }
    const merged = join(folder, "merged.jsonl");
    const { scores, skipped } = await merge(parts, { results: merged });
    expect(readFileSync(merged)).toEqual(readFileSync(whole));
    expect(scores.n).toBe(14);
    expect(skipped.map(({ file_name }) => file_name)).toEqual(named);
  });

  test("are known to whoever reads the results", async () => {
    const { dataset, named } = await picturesWithDamage(places);
    const results = join(temporaryFolder(), "r.jsonl");
    const { predictions } = await evaluate(readColour, dataset, { ...options, results });
    const read = await readPredictions(results);
    expect(read.predictions).toEqual(predictions);
    expect(read.skipped.map(({ file_name }) => file_name)).toEqual(named);
    expect(read.partial).toBe(true);
  });
});

test("every report counts and names what was skipped", async () => {
  const { dataset, named } = await picturesWithDamage(places);
  const { predictions, skipped } = await evaluate(readColour, dataset, options);
  const made = report({ name: "m", predictions, skipped, variant: "matched-frequency" });
  expect(made.skipped).toEqual(skipped);
  expect(made.place).toBeUndefined();
  const html = await htmlReport(made, { dataset: dataset as Dataset });
  for (const text of [textReport(made), markdownReport(made), html]) {
    expect(text).toContain("PARTIAL: 13 of the 10,000 images");
    expect(text).toContain("SKIPPED: 7 of 20 images cannot be decoded: ");
    for (const name of named) expect(text).toContain(name);
  }
  const name = "7/\u001b[2J.jpeg";
  const hostile = report({
    name: "m",
    predictions,
    skipped: [{ ...skipped[0], file_name: name }],
  } as never);
  expect(textReport(hostile)).not.toContain("\u001b");
});
