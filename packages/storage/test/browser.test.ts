import { build } from "esbuild";
import { expect, test } from "vitest";

test("the part for every platform imports nothing of Node's", async () => {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `export * from "@imagenet-v2/storage"; export * from "@imagenet-v2/storage/opfs";`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    conditions: ["@imagenet-v2/source"],
    format: "esm",
    metafile: true,
    platform: "browser",
    write: false,
  });
  const imports = Object.values(metafile.inputs).flatMap(({ imports }) => imports);
  expect(imports.filter(({ external }) => external)).toEqual([]);
  expect(outputFiles[0]?.text).toMatch(/\bonAbort\b/);
  expect(outputFiles[0]?.text).not.toMatch(/["']node:|\brequire\(|\bprocess\.|\bBuffer\b/);
});
