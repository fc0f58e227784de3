import * as decode from "@imagenet-v2/decode";
import * as kernel from "@imagenet-v2/decode/kernel";
import { runReadme } from "@imagenet-v2/fixtures";
import sharp from "sharp";
import { expect, test } from "vitest";

const readme = new URL("../README.md", import.meta.url);

test.each([
  ["decodes and preprocesses a file", 0, 2],
  ["lets a kernel write into a batch", 1, 1],
])("the README's example %s", async (_, which, count) => {
  const cat = { width: 500, height: 375, channels: 3, background: "tan" } as const;
  const files = new Map([["cat.jpeg", await sharp({ create: cat }).jpeg().toBuffer()]]);
  const modules = {
    "node:fs/promises": { readFile: async (path: string) => files.get(path) },
    "@imagenet-v2/decode": { ...decode },
    "@imagenet-v2/decode/kernel": { ...kernel },
  };
  const claims = await runReadme(readme, modules, which);
  expect(claims).toHaveLength(count);
  for (const [actual, claimed] of claims) expect(actual).toEqual(claimed);
});
