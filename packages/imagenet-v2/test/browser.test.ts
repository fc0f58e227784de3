// Each package as a page's bundler takes it in: by the condition "browser".
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { variants } from "@imagenet-v2/core";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";

/** What of each takes files and folders, and with what it is called here. */
const packages: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  core: {},
  storage: {},
  decode: {},
  tfrecord: { indexRecords: ["a.tfrecord"], indexExamples: ["a", []], readMetadata: ["folder"] },

  fetch: { fetchArchive: [variants.topimages], fetchFile: [], repairArchive: [], dataFolder: [] },
  view: {},
  stores: { openPath: ["a.tar"] },
  loader: { load: ["imagenet_v2"], builder: ["imagenet_v2"] },
  evaluate: { onnxModel: ["m.onnx"], readPredictions: ["a.jsonl"], merge: [["a.jsonl"]] },
  "imagenet-v2": { load: ["imagenet_v2"] },
};

/** Libraries for pages that find out themselves where they are: a page loads them when it first needs them. */
const forPages = ["csv-parse/browser/esm", "onnxruntime-web"];

/** @param conditions beside `browser`: of the sources, or none, for what is published */
async function bundle(name: string, conditions: string[]) {
  const { outputFiles, warnings, metafile } = await build({
    stdin: {
      contents: `export * from "${name === "imagenet-v2" ? name : `@imagenet-v2/${name}`}";`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    conditions,
    external: forPages,
    format: "esm",
    logLevel: "silent",
    metafile: true,
    platform: "browser",
    write: false,
  });
  return {
    code: outputFiles[0]?.text ?? "",
    warnings: warnings.map(({ text }) => text),
    files: Object.keys(metafile.inputs),
    imports: Object.values(metafile.inputs)
      .flatMap(({ imports }) => imports)
      .flatMap(({ external, path }) => (external && !forPages.includes(path) ? path : [])),
  };
}

describe.each(Object.keys(packages))("%s, bundled for a page,", (name) => {
  test.each([
    ["sources", ["@imagenet-v2/source"]],
    ["build", []],
  ])("asks for nothing of Node's: from its %s", async (_, conditions) => {
    const { code, warnings, files, imports } = await bundle(name, conditions);
    expect({ warnings, imports }).toEqual({ warnings: [], imports: [] });
    expect(code.length).toBeGreaterThan(1000);
    // opentype.js tells in a message how it is called in Node, and hash-wasm looks whether there is a Buffer.
    const called = code.replace('parse(require("fs")', "").replace("globalObject.Buffer", "");
    expect(called).not.toMatch(
      /["']node:|\brequire\(|(?<!\.)\bprocess\.|\bBuffer\b|\bsetImmediate\b/,
    );
    expect(files.filter((file) => /\/(sharp|onnxruntime-node)\//.test(file))).toEqual([]);
  });
});

test("what a page loads at once has neither the published file names nor the labels of ImageNet", async () => {
  const { metafile } = await build({
    stdin: { contents: `export * from "imagenet-v2";`, resolveDir: import.meta.dirname },
    bundle: true,
    conditions: ["@imagenet-v2/source"],
    format: "esm",
    metafile: true,
    outdir: "out",
    platform: "browser",
    splitting: true,
    write: false,
  });
  const atOnce = new Set(["out/stdin.js"]);
  for (const path of atOnce) {
    for (const { kind, path: imported } of metafile.outputs[path]?.imports ?? []) {
      if (kind === "import-statement") atOnce.add(imported);
    }
  }
  const data = /\/(file-ids-data|file-rows-data|validation-labels-data)\.ts$/;
  const withData = Object.entries(metafile.outputs).flatMap(([path, { inputs }]) =>
    Object.keys(inputs).some((file) => data.test(file)) ? [path] : [],
  );
  expect(withData.length).toBeGreaterThan(0);
  expect(withData.filter((path) => atOnce.has(path))).toEqual([]);
});

const refusing = Object.entries(packages).filter(([, refused]) => Object.keys(refused).length > 0);

test.each(refusing)(
  "%s refuses in a page what takes files by their paths, and says what to give",
  async (name, refused) => {
    const { code } = await bundle(name, ["@imagenet-v2/source"]);
    const file = join(temporaryFolder(), `${name}.mjs`);
    await writeFile(file, code);
    const page = await import(pathToFileURL(file).href);
    for (const [called, given] of Object.entries(refused)) {
      const calling = (async () => page[called](...given))();
      await expect(calling, called).rejects.toMatchObject({
        code: "UNSUPPORTED",
        message: expect.stringMatching(
          /^[\w.]+: (a web page has no files or folders|this browser keeps no files)/,
        ),
        hint: expect.stringContaining("a File, a Blob or a URL"),
      });
    }
  },
);
