import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { evaluate, merge, parseShard, shardFromEnvironment } from "@imagenet-v2/evaluate";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { onePixel, pictures, readColour } from "./pictures.ts";

const dataset = await pictures(Array.from({ length: 22 }, (_, i) => i * 40));
const options = { preprocessing: onePixel, batchSize: 4 };

/** The results of each shard, and of an unbroken run. */
async function run(count: number, more = {}) {
  const folder = temporaryFolder();
  const whole = join(folder, "whole.jsonl");
  await evaluate(readColour, dataset, { ...options, ...more, results: whole });
  const parts: string[] = [];
  for (let index = 0; index < count; index++) {
    const results = join(folder, `${index}-of-${count}.jsonl`);
    await evaluate(readColour, dataset, { ...options, ...more, results, shard: { index, count } });
    parts.push(results);
  }
  return { whole, parts: parts as [string, string, string], merged: join(folder, "merged.jsonl") };
}

test.each([1, 3, 6])("merges %d shards to the file of an unbroken run", async (count) => {
  const { whole, parts, merged } = await run(count);
  const { scores } = await merge(parts.reverse(), { results: merged });
  expect(scores.top1).toMatchObject({ correct: 22, n: 22 });
  expect(readFileSync(merged)).toEqual(readFileSync(whole));
});

test("counts a shard once that is given twice", async () => {
  const { whole, parts, merged } = await run(3);
  const twin = join(temporaryFolder(), "twin.jsonl");
  writeFileSync(twin, readFileSync(parts[1]));
  await merge([...parts, twin], { results: merged });
  expect(readFileSync(merged)).toEqual(readFileSync(whole));
});

describe("refuses to merge", () => {
  const unmergeable = (message: string) =>
    expect.objectContaining({ code: "UNMERGEABLE", message });

  test("with a hole", async () => {
    const { parts } = await run(3);
    const [first, second, third] = parts;
    await expect(merge([first, third])).rejects.toEqual(
      unmergeable("No file has the results for images 8 to 15."),
    );
    await expect(merge([first, second])).rejects.toEqual(
      unmergeable("No file has the results for images 16 to 21."),
    );
    await expect(merge([third])).rejects.toEqual(
      unmergeable("No file has the results for images 0 to 15."),
    );
  });

  test("with an overlap", async () => {
    const { parts, whole } = await run(3);
    await expect(merge([...parts, whole])).rejects.toEqual(
      unmergeable(`${parts[0]} and ${whole} overlap: both have results for images 0 to 7.`),
    );
  });

  test("two runs of one shard that differ", async () => {
    const { parts } = await run(3);
    const other = join(temporaryFolder(), "other.jsonl");
    writeFileSync(
      other,
      readFileSync(parts[1], "utf8").replace('"likelihood":0.1', '"likelihood":0.2'),
    );
    await expect(merge([...parts, other])).rejects.toThrow("overlap");
  });

  test.each([
    ["model", { name: "another" }],
    ["preprocessing", { preprocessing: { ...onePixel, channels: "bgr" as const } }],
    ["batch_size", { batchSize: 8 }],
  ])("another %s", async (what, more) => {
    const { parts } = await run(3);
    const stranger = (await run(3, more)).parts[1];
    await expect(merge([parts[0], stranger])).rejects.toEqual(
      unmergeable(`${stranger} is of another run than ${parts[0]}: ${what} differ.`),
    );
  });

  test("an image that was renamed", async () => {
    const { parts } = await run(3);
    writeFileSync(parts[1], readFileSync(parts[1], "utf8").replace(/"0+/, '"1'));
    const edited = readFileSync(parts[1], "utf8").replace(/(\d+)\/0/, "$1/1");
    writeFileSync(parts[1], edited);
    await expect(merge(parts)).rejects.toThrow("not those of the run");
  });

  test.each([
    ["cut between lines", (text: string) => text.split("\n").slice(0, -2).join("\n").concat("\n")],
    ["cut in a line", (text: string) => text.slice(0, -20)],
    ["a line too long", (text: string) => `${text}{}\n`],
    ["scrambled", (text: string) => text.replace('"label"', "label")],
    ["without a label", (text: string) => text.replace('"label"', '"lable"')],
    ["without a header", (text: string) => text.split("\n").slice(1).join("\n")],
    ["empty", () => ""],
  ])("a file that is %s", async (_, edit) => {
    const { parts } = await run(3);
    writeFileSync(parts[1], edit(readFileSync(parts[1], "utf8")));
    await expect(merge(parts)).rejects.toMatchObject({
      code: "INVALID_PREDICTIONS",
      path: parts[1],
    });
  });

  test.each([
    ["predictions as CSV", "1/a.jpeg,1,2,3,4,5\n"],
    ["predictions as JSON", '{"file_name":"1/a.jpeg","top":[1,2,3,4,5]}\n'],
  ])("%s, and says what it takes", async (_, text) => {
    const path = join(temporaryFolder(), "predictions");
    writeFileSync(path, text);
    await expect(merge([path])).rejects.toMatchObject({
      code: "INVALID_PREDICTIONS",
      message: expect.stringContaining("no results file"),
      hint: "Results are what evaluate writes (--results). Predictions need no merge: join the files.",
    });
  });

  test("a shard that is not finished, and says so", async () => {
    const { parts } = await run(3);
    const missing = join(temporaryFolder(), "r.jsonl");
    writeFileSync(`${missing}.part`, "");
    await expect(merge([parts[0], missing])).rejects.toMatchObject({
      code: "NOT_FOUND",
      hint: "Its run is not finished: do it again, and it goes on.",
    });
  });

  test("nothing", async () => {
    await expect(merge([])).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });
});

test("reads a shard as it is written", () => {
  expect(parseShard("3/8")).toEqual({ index: 3, count: 8 });
});

test.each(["8/8", "1", "1/0", "-1/8", "a/b", "1/8/2", "1.5/8", ""])("refuses shard %j", (text) => {
  expect(() => parseShard(text)).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
});

test.each([
  [
    { RANK: "1", WORLD_SIZE: "4" },
    { index: 1, count: 4 },
  ],
  [
    { SLURM_PROCID: "0", SLURM_NTASKS: "2" },
    { index: 0, count: 2 },
  ],
  [
    {
      SLURM_ARRAY_TASK_ID: "3",
      SLURM_ARRAY_TASK_COUNT: "4",
      SLURM_ARRAY_TASK_MIN: "1",
      SLURM_PROCID: "0",
      SLURM_NTASKS: "1",
    },
    { index: 2, count: 4 },
  ],
  [
    { JOB_COMPLETION_INDEX: "7", JOB_COMPLETIONS: "8" },
    { index: 7, count: 8 },
  ],
  [
    { CLOUD_RUN_TASK_INDEX: "0", CLOUD_RUN_TASK_COUNT: "1" },
    { index: 0, count: 1 },
  ],
  [{ RANK: "" }, undefined],
  [{}, undefined],
])("reads %j", (env, shard) => {
  expect(shardFromEnvironment(env)).toEqual(shard);
});

test.each([
  [{ JOB_COMPLETION_INDEX: "7" }, "JOB_COMPLETION_INDEX is set, and JOB_COMPLETIONS is not."],
  [{ RANK: "4", WORLD_SIZE: "4" }, "there is no part 4 of 4"],
  [{ RANK: "x", WORLD_SIZE: "4" }, "there is no part NaN of 4"],
])("refuses %j", (env, message) => {
  expect(() => shardFromEnvironment(env)).toThrow(message);
});
