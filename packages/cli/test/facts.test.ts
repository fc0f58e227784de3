import { expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const imagenetV2 = commandLine();

test("info prints TFDS's text", async () => {
  const { stdout } = await imagenetV2("info", "imagenet_v2/topimages");
  expect(stdout).toMatch(/^tfds\.core\.DatasetInfo\(/);
  expect(stdout).toContain("full_name='imagenet_v2/topimages/3.0.0'");
  expect(stdout).toContain("download_size=1.16 GiB");
});

test("info --json speaks TFDS's snake_case", async () => {
  const { stdout } = await imagenetV2("info", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    full_name: "imagenet_v2/matched-frequency/3.0.0",
    download_size: 1264079360,
    release_notes: { "3.0.0": expect.any(String) },
    splits: { test: { num_examples: 10000, num_shards: 16 } },
    supervised_keys: ["image", "label"],
  });
});

test("classes lists all of them", async () => {
  const { stdout } = await imagenetV2("classes", "--json");
  const lines = stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(1000);
  expect(JSON.parse(lines[0] as string)).toMatchObject({
    index: 0,
    wnid: "n01440764",
    name: "tench",
  });
});

test("classes finds by part of a name", async () => {
  const { stdout } = await imagenetV2("classes", "tabby");
  expect(stdout).toContain("281  n02123045  tabby");
});

test.each([
  ["jsonld", '"@type": "Dataset"'],
  ["croissant", "http://mlcommons.org/croissant/1.0"],
  ["markdown", "## Splits"],
  ["html", "<!doctype html>"],
])("info --format %s", async (format, text) => {
  const { exitCode, stdout } = await imagenetV2("info", "--format", format);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(text);
});

test("split resolves to parts of shards", async () => {
  const { stdout } = await imagenetV2("split", "test[10%:20%]", "--json");
  expect(JSON.parse(stdout)).toEqual({
    spec: "test[10%:20%]",
    num_examples: 1000,
    file_instructions: [
      { shard: 1, skip: 375, take: 250, examples_in_shard: 625 },
      { shard: 2, skip: 0, take: 625, examples_in_shard: 625 },
      { shard: 3, skip: 0, take: 125, examples_in_shard: 625 },
    ],
  });
});

test("split explains a mistake", async () => {
  const { exitCode, stderr } = await imagenetV2("split", "test[5%]");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("test[:5%]");
});

test("split takes a spec that begins with a dash behind --", async () => {
  const { exitCode, stderr } = await imagenetV2("split", "--", "-test");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("-test");
});
