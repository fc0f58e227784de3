import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import { archiveOf, temporaryFolder } from "@imagenet-v2/fixtures";
import * as imagenetV2 from "imagenet-v2";
import { beforeAll, expect, test } from "vitest";

const folder = temporaryFolder();
const archive = join(folder, "archive.tar");
beforeAll(async () => {
  const { topDirectory } = imagenetV2.variants["matched-frequency"].archive;
  await archiveOf(archive, fileNames("matched-frequency"), { topDirectory });
});

/** Runs the first example of a README on an archive of small pictures; what it claims and what it prints. */
async function runExample(readme: string) {
  const text = readFileSync(new URL(readme, import.meta.url), "utf8");
  const code = (/```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? "")
    .replace(/^import .*$/gm, "")
    .replace(/^( *)(.+); *\/\/=> (.+)$/gm, "$1claims.push([$2, $3]);");
  const claims: [unknown, unknown][] = [];
  const printed: unknown[][] = [];
  const load = (name: string, options: object) =>
    imagenetV2.load(name, { ...options, archive, dataDir: folder, env: { HOME: folder } });
  const run = new Function("load", "claims", "console", `return (async () => {${code}})();`);
  await run(load, claims, { log: (...line: unknown[]) => printed.push(line) });
  return { claims, printed };
}

test("the first README's example gives what it says", async () => {
  const { claims } = await runExample("../../../README.md");
  // Four examples of three claims; the comments are of the first, whose published picture is larger.
  expect(claims).toHaveLength(12);
  const [[shape] = [], label, name] = claims;
  expect(shape).toEqual([expect.any(Number), expect.any(Number), 3]);
  expect(label?.[0]).toBe(label?.[1]);
  expect(name?.[0]).toBe(name?.[1]);
});

test("the package's README's example prints shapes and WordNet ids", async () => {
  const { printed } = await runExample("../README.md");
  expect(printed.map(([, wnid]) => wnid)).toEqual([
    "n04004767",
    "n03709823",
    "n02102040",
    "n07730033",
  ]);
});
