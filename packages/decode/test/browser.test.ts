import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { flatJpeg } from "./images.ts";

test("the kernel runs in a page: with no Node module, no sharp, and no global of Node", async () => {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `export * from "@imagenet-v2/decode/kernel";`,
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    bundle: true,
    conditions: ["@imagenet-v2/source"],
    format: "iife",
    globalName: "decode",
    metafile: true,
    platform: "browser",
    write: false,
  });
  const imports = Object.values(metafile.inputs).flatMap(({ imports }) => imports);
  expect(imports.filter(({ external }) => external)).toEqual([]);

  const page = createContext({ atob, AbortSignal, TextDecoder });
  const script = `${outputFiles[0]?.text};
    const { data, shape } = decode.createKernel().decode(Uint8Array.from([${flatJpeg([40])}]));
    JSON.stringify({ first: [...data.subarray(0, 3)], shape });`;
  expect(JSON.parse(runInContext(script, page))).toEqual({ first: [40, 40, 40], shape: [8, 8, 3] });
});
