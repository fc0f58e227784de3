import { readFileSync } from "node:fs";
import * as fetch from "@imagenet-v2/fetch";
import { faultyServer } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";
import { archiveBytes, setting } from "./archives.ts";

test("the README's example gives what it says", async () => {
  const bytes = archiveBytes(10_000);
  const server = await faultyServer(bytes);
  const { variant, path, options, progress } = setting(bytes);
  const { dataDir, env } = options;
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const claims: unknown[] = [];
  const code = example
    .replace(/^import .*$/gm, "")
    .replace(/^(.+); \/\/=> .+$/gm, "claims.push($1);")
    .replace("console.error", "report");
  const run = new Function(
    "findVariant, fetchArchive, verifyArchive, report, claims",
    `return (async () => {${code}})();`,
  );
  await run(
    () => variant,
    (_: never, own: object) =>
      fetch.fetchArchive(variant, { ...own, dataDir, env, baseUrl: server.url }),
    () => fetch.verifyArchive(variant, { dataDir, env }),
    (phase: string) => void progress.push({ phase } as never),
    claims,
  );
  expect(claims).toEqual([path, true]);
  expect(progress.at(-1)?.phase).toBe("done");
});

test("the README names all there is to call", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  expect(Object.keys(fetch).filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});
