import { readFile } from "node:fs/promises";
import { runReadme } from "@imagenet-v2/fixtures";
import * as storage from "@imagenet-v2/storage";
import * as node from "@imagenet-v2/storage/node";
import { expect, test } from "vitest";

const readme = new URL("../README.md", import.meta.url);

test("the README's example gives what it says", async () => {
  const claims = await runReadme(readme, {
    "node:fs/promises": await import("node:fs/promises"),
    "@imagenet-v2/storage/node": { ...node },
  });
  expect(claims).toHaveLength(2);
  for (const [actual, claimed] of claims) expect(actual).toEqual(claimed);
});

test("the README names all there is to call", async () => {
  const text = await readFile(readme, "utf8");
  const names = Object.keys({ ...storage, ...node });
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
