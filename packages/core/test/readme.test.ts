import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";

test("the README's example gives what it says", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const claim = /^(.+); \/\/=> (.+)$/gm;
  const { outputFiles } = await build({
    stdin: {
      contents: `export const claims = [];\n${example.replace(claim, "claims.push([$1, $2]);")}`,
      loader: "ts",
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    bundle: true,
    conditions: ["@imagenet-v2/source"],
    format: "iife",
    globalName: "example",
    write: false,
  });
  const page = { atob, TextDecoder, TextEncoder };
  const claims: [unknown, unknown][] = JSON.parse(
    runInNewContext(`${outputFiles[0]?.text}; JSON.stringify(example.claims)`, page),
  );
  expect(claims).toHaveLength(6);
  for (const [actual, claimed] of claims) expect(actual).toEqual(claimed);
});
