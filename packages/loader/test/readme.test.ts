import { readFileSync } from "node:fs";
import { join } from "node:path";
import { variants } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { archiveOf, temporaryFolder } from "@imagenet-v2/fixtures";
import * as loader from "@imagenet-v2/loader";
import { expect, test } from "vitest";

test("the README's example gives what it says", async () => {
  const folder = temporaryFolder();
  const archive = join(folder, "archive.tar");
  const { topDirectory } = variants["matched-frequency"].archive;
  await archiveOf(archive, fileNames("matched-frequency"), { topDirectory });

  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const claims: [unknown, unknown][] = [];
  const code = example
    .replace(/^import .*$/gm, "")
    .replace(/^( *)(.+); \/\/=> (.+)$/gm, "$1claims.push([$2, $3]);");
  const run = new Function("load", "claims", `return (async () => {${code}})();`);
  const load = (name: string, options: object) =>
    loader.load(name, { ...options, archive, dataDir: folder, env: { HOME: folder } });
  await run(load, claims);
  expect(claims).toHaveLength(5);
  for (const [actual, claimed] of claims) expect(actual).toEqual(claimed);
});
