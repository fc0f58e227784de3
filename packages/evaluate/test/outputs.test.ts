import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { evaluate, markdownReport, merge, report, textReport } from "@imagenet-v2/evaluate";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import type { TensorBatch } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";
import { onePixel, pictures } from "./pictures.ts";

/*
 * What a model's outputs are is one thing for the whole run. A row that could be either, or is
 * unlike the others, must not be read in its own way.
 */
const dataset = await pictures([3, 1, 4, 15, 9, 2, 6, 5]);
const order = [...dataset.records()].map(({ index }) => index);

/** A model that says the rows by turns, in the order of the images. */
function saying(rows: readonly (readonly number[])[]) {
  let asked = 0;
  const predict = ({ index }: TensorBatch) => {
    asked += index.length;
    return Array.from(
      index,
      (each) => rows[order.indexOf(each) % rows.length] as readonly number[],
    );
  };
  return { predict, asked: () => asked };
}

const run = (rows: readonly (readonly number[])[], more = {}) =>
  evaluate(saying(rows).predict, dataset, {
    preprocessing: onePixel,
    batchSize: 2,
    workers: 0,
    ...more,
  });

/** 1000 scores that are 0 but for the first. */
const row = (...first: readonly number[]): number[] => Object.assign(Array(1000).fill(0), first);
const even = (value: number, count = 1000) => row(...Array(count).fill(value));

const sharp = row(0.5, 0.25, 0.25);
/** In steps of 1/256, of which what is below half is lost and the rest rounded: they add up to 0.5 to 2. */
const quantised = [row(0.5, 0.25, 1 / 256), row(1), even(1 / 256, 130), even(1 / 256, 500), row()];
const logits = row(-1, 2, 0.5);

describe("reads outputs as", () => {
  test.each([
    ["probabilities", [sharp, even(1 / 1000)]],
    ["probabilities, off by the rounding of float16", [row(0.5, 0.49, 0.005), sharp]],
    ["probabilities, quantised", quantised],
    ["percentages", [row(75, 25), even(0.1)]],
    ["logits", [logits]],
    ["logits, never negative", [row(12, 3.5), row(0.5, 7)]],
    ["logits, one row of which adds up to 1", [sharp, logits, sharp]],
    ["logits, some of which add up to 100", [row(75, 25), row(60, 30)]],
    ["fractions", [row(0.9, 0.8, 0.1), even(0.4)]],
    ["fractions, one row of which adds up to 1", [sharp, even(0.01, 300)]],
    ["fractions, one row of which adds up to 100", [even(0.1), even(0.7)]],
  ])("%s", async (name, rows) => {
    const [kind = ""] = name.split(",");
    // Whichever comes first.
    for (const turned of [rows, [...rows].reverse()]) {
      const { run: header, predictions, scores } = await run(turned);
      expect(header.outputs).toBe(`1000 ${kind}`);
      const isSure = kind !== "fractions";
      expect(predictions.map((each) => each.probabilities !== undefined)).toEqual(
        order.map(() => isSure),
      );
      expect(predictions.map((each) => each.likelihood !== undefined)).toEqual(
        order.map(() => isSure),
      );
      expect([scores.calibration, scores.logLoss].map((each) => each !== undefined)).toEqual([
        isSure,
        isSure,
      ]);
    }
  });

  test("probabilities as they were given", async () => {
    const { predictions } = await run(quantised);
    const best = predictions.slice(0, 4).map(({ probabilities }) => probabilities?.[0]);
    expect(best).toEqual([0.5, 1, 0.00390625, 0.00390625]);
  });

  test("percentages as hundredths", async () => {
    const { predictions } = await run([row(75, 25)]);
    expect(predictions[0]?.probabilities).toEqual([0.75, 0.25, 0, 0, 0]);
    const few = await run([row(70, 20, 5, 3, 2)], { classes: [1, 2, 3, 4, 5, 6, 9, 15] });
    expect(few.predictions[0]?.probabilities?.[0]).toBeCloseTo(20 / 30, 6);
  });

  test("logits by a softmax, in every row, one that could be probabilities too", async () => {
    const { predictions } = await run([sharp, logits]);
    const sum = Math.E ** 0.5 + 2 * Math.E ** 0.25 + 997;
    expect(predictions[0]?.probabilities?.[0]).toBeCloseTo(Math.E ** 0.5 / sum, 6);
  });
});

describe("when a row shows that those before it were misread", () => {
  // Three batches that could be probabilities, then one that cannot.
  const rows = [sharp, sharp, sharp, sharp, sharp, sharp, sharp, logits];

  test("begins again, and gives what a run in one batch gives", async () => {
    const { predict, asked } = saying(rows);
    const more = {
      preprocessing: onePixel,
      workers: 0,
      results: join(temporaryFolder(), "r.jsonl"),
    };
    const { predictions } = await evaluate(predict, dataset, { ...more, batchSize: 2 });
    expect(asked()).toBe(16);
    const [header = "", ...lines] = readFileSync(more.results, "utf8").trimEnd().split("\n");
    expect(JSON.parse(header).outputs).toBe("1000 logits");
    expect(lines.map((line) => JSON.parse(line))).toEqual(predictions);
    expect((await run(rows, { batchSize: 8 })).predictions).toEqual(predictions);
  });

  test("an interrupted run does, too, and what was found is not kept", async () => {
    const results = join(temporaryFolder(), "r.jsonl");
    await run(
      rows.map(() => sharp),
      { results },
    );
    const [header, ...lines] = readFileSync(results, "utf8").split("\n");
    const other = join(temporaryFolder(), "r.jsonl");
    writeFileSync(`${other}.part`, `${[header, ...lines.slice(0, 4)].join("\n")}\n`);
    const { predictions, resumedFrom } = await run(rows, { results: other });
    expect(resumedFrom).toBe(0);
    expect(predictions).toEqual((await run(rows)).predictions);
  });

  test("an interrupted run goes on with what its outputs were found to be", async () => {
    const whole = join(temporaryFolder(), "r.jsonl");
    await run(rows, { results: whole });
    const bytes = readFileSync(whole, "utf8");
    const other = join(temporaryFolder(), "r.jsonl");
    // The rows that are there could be probabilities; the run knew better.
    writeFileSync(`${other}.part`, `${bytes.split("\n").slice(0, 3).join("\n")}\n`);
    const { resumedFrom } = await run(rows, { results: other });
    expect(resumedFrom).toBe(2);
    expect(readFileSync(other, "utf8")).toBe(bytes);
  });

  test("shards that were read otherwise are not merged", async () => {
    const paths: string[] = [];
    for (const index of [0, 1]) {
      const results = join(temporaryFolder(), `${index}.jsonl`);
      await run(rows, { results, shard: { index, count: 2 } });
      paths.push(results);
    }
    await expect(merge(paths)).rejects.toMatchObject({
      code: "UNMERGEABLE",
      message: expect.stringContaining("outputs differ"),
    });
  });
});

test.each([
  [[sharp], "The model's outputs are read as probabilities."],
  [[row(75, 25)], "The model's outputs are read as probabilities in percent."],
  [[logits], "The model's outputs are read as logits, which a softmax turns into probabilities."],
  [[even(0.7)], "its confidence is not known."],
])("says in every report how they were read", async (rows, sentence) => {
  const { predictions, run: header } = await run(rows);
  const made = report({ name: "m", predictions, variant: header.variant, run: header });
  expect(made.outputs).toBe(header.outputs);
  expect(textReport(made)).toContain(sentence);
  expect(markdownReport(made)).toContain(sentence);
});
