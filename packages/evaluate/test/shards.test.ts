import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { evaluate, merge, parseShard, shardFromEnvironment } from "@imagenet-v2/evaluate";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { onePixel, pictures, readColour } from "./pictures.ts";

const dataset = await pictures(Array.from({ length: 22 }, (_, i) => i * 40));
const options = { preprocessing: onePixel, batchSize: 4, workers: 0 };

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
      hint: "Results are what evaluate writes with `results`. Predictions need no merge: join the files.",
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

/** What Slurm tells a process of srun. */
function task(procid: number, ntasks: number) {
  return { SLURM_PROCID: `${procid}`, SLURM_NTASKS: `${ntasks}` };
}

/** What Slurm tells a task of an array. */
function array(id: number, { count, min, max }: Record<"count" | "min" | "max", number>) {
  return {
    SLURM_ARRAY_TASK_ID: `${id}`,
    SLURM_ARRAY_TASK_COUNT: `${count}`,
    SLURM_ARRAY_TASK_MIN: `${min}`,
    SLURM_ARRAY_TASK_MAX: `${max}`,
  };
}

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
  [
    { OMPI_COMM_WORLD_RANK: "1", OMPI_COMM_WORLD_SIZE: "3" },
    { index: 1, count: 3 },
  ],
  [
    { PMI_RANK: "2", PMI_SIZE: "3" },
    { index: 2, count: 3 },
  ],
  [
    { AWS_BATCH_JOB_ARRAY_INDEX: "9", AWS_BATCH_JOB_ARRAY_SIZE: "10" },
    { index: 9, count: 10 },
  ],
  // srun starts one torchrun on each of two nodes, and each of those four processes.
  [
    { RANK: "5", WORLD_SIZE: "8", SLURM_PROCID: "1", SLURM_NTASKS: "2" },
    { index: 5, count: 8 },
  ],
  // A step of fewer tasks than the job has.
  [
    { SLURM_JOB_ID: "1", SLURM_STEP_ID: "0", ...task(1, 8), SLURM_STEP_NUM_TASKS: "2" },
    { index: 1, count: 2 },
  ],
  // One process of one in each task of an array.
  [
    { RANK: "0", WORLD_SIZE: "1", ...array(2, { count: 4, min: 0, max: 3 }) },
    { index: 2, count: 4 },
  ],
  [array(0, { count: 8, min: 0, max: 7 }), { index: 0, count: 8 }],
  [array(8, { count: 8, min: 1, max: 8 }), { index: 7, count: 8 }],
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

test.each([
  ["--array=3,5", array(3, { count: 2, min: 3, max: 5 })],
  ["--array=0,1,5", array(1, { count: 3, min: 0, max: 5 })],
  ["--array=0-14:2", array(4, { count: 8, min: 0, max: 14 })],
  ["--array=3-5", array(3, { count: 3, min: 3, max: 5 })],
  ["--array=6", array(6, { count: 1, min: 6, max: 6 })],
  ["--array=0", array(0, { count: 1, min: 0, max: 0 })],
])("cannot know of how many parts a Slurm array %s does some, and says how to tell", (_, env) => {
  expect(() => shardFromEnvironment(env)).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      option: "shard",
      message: expect.stringContaining("how many parts the whole job has"),
      hint: expect.stringContaining("shard: { index: $SLURM_ARRAY_TASK_ID, count: 8 }"),
    }),
  );
});

test.each([
  [
    "an array whose tasks have several processes",
    { ...array(1, { count: 4, min: 0, max: 3 }), ...task(0, 2) },
    "SLURM_ARRAY_TASK_ID and SLURM_PROCID",
  ],
  [
    "torchrun in an array",
    { ...array(1, { count: 4, min: 0, max: 3 }), RANK: "0", WORLD_SIZE: "2" },
    "SLURM_ARRAY_TASK_ID and RANK",
  ],
  [
    "a batch script that srun did not start",
    { SLURM_JOB_ID: "7", ...task(0, 8) },
    "not started by srun",
  ],
  ["MPI without its size", { PMI_RANK: "0" }, "PMI_SIZE is not"],
])("refuses to guess the part in %s", (_, env, message) => {
  expect(() => shardFromEnvironment(env)).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      message: expect.stringContaining(message),
      hint: expect.stringContaining("`shard:"),
    }),
  );
});
