import { readFileSync } from "node:fs";
import * as api from "@imagenet-v2/evaluate";
import { interval } from "@imagenet-v2/evaluate";
import { expect, test } from "vitest";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the README names only what there is", () => {
  const table = /## What is in it\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? "";
  const names = [...table.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !Object.hasOwn(api, name as string))).toEqual([]);
});

test("the README's interval is that of its count", () => {
  const [, correct, n, low, high] =
    /correct: (\d+), n: (\d+), .* interval: \[([\d.]+), ([\d.]+)\]/.exec(readme) ?? [];
  const ends = interval(Number(correct), Number(n)).map((end) => end.toFixed(4));
  expect(ends).toEqual([low, high]);
});
