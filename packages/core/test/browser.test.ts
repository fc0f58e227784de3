import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** All of core for a page, as one script that leaves its exports in `core`. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true,
    conditions: ["@imagenet-v2/source"],
    format: "iife",
    globalName: "core",
    metafile: true,
    platform: "browser",
    write: false,
  });
  const imports = Object.values(metafile.inputs).flatMap(({ imports }) => imports);
  expect(imports.filter(({ external }) => external)).toEqual([]);
  return outputFiles[0]?.text ?? "";
}

/** Runs a script where only the language and what every browser has is there: no `process`, no `Buffer`. */
function runInPage(script: string, expression: string): unknown {
  const page = createContext({ atob, TextDecoder, TextEncoder, URL });
  return JSON.parse(runInContext(`${script}; JSON.stringify(${expression})`, page));
}

test("runs in a browser: no Node module is imported, and no global of Node is used", async () => {
  const script = await bundle(`
    export * from "@imagenet-v2/core";
    export * from "@imagenet-v2/core/file-names";
  `);
  expect(script).not.toMatch(/["']node:|\brequire\(|\bprocess\.|\bBuffer\b/);

  const first = runInPage(
    script,
    `(() => {
      const names = core.fileNames("matched-frequency");
      return Array.from(core.storageOrder(names).subarray(0, 4), (i) => names[i]);
    })()`,
  );
  expect(first).toEqual([
    "742/b7b5d9c7135ccf762b64e7ca06ccf4240014f12d.jpeg",
    "636/aebe1c00437d74b518191381ec2ced8644697531.jpeg",
    "217/c42c6d710350a2ecbd9bc2f29b52517a9dc0e651.jpeg",
    "946/ed3cc63cd4e480c52137a73e4c3b2a921512a28d.jpeg",
  ]);
});

test("leaves the file names out of a page that does not ask for them", async () => {
  const [all, one, names, labels] = await Promise.all([
    bundle(`export * from "@imagenet-v2/core"`),
    bundle(`export { findVariant } from "@imagenet-v2/core"`),
    bundle(`export * from "@imagenet-v2/core/file-names"`),
    bundle(`export * from "@imagenet-v2/core/validation-labels"`),
  ]);
  expect(names.length).toBeGreaterThan(600_000);
  // 2026-11: 302 kB and 10 kB.
  // A script in one piece holds what a page of several loads later: the validation set's labels.
  expect(labels.length).toBeGreaterThan(80_000);
  expect(all.length - labels.length).toBeLessThan(400_000);
  expect(one.length).toBeLessThan(20_000);
});

test("what the packages need of each other brings no data into a page", async () => {
  const [messages, options, catalogue] = await Promise.all([
    bundle(`export { messageOf } from "@imagenet-v2/core/internal"`),
    bundle(`export { parseOptions } from "@imagenet-v2/core/internal"`),
    bundle(`export { catalogue } from "@imagenet-v2/core/internal"`),
  ]);
  expect(messages).toContain("messageOf");
  // 2026-11: 1 kB, 8 kB and 2 kB, behind the labels that are loaded later.
  const labels = await bundle(`export * from "@imagenet-v2/core/validation-labels"`);
  expect(messages.length - labels.length).toBeLessThan(4000);
  expect(options.length - labels.length).toBeLessThan(20_000);
  expect(catalogue.length - labels.length).toBeLessThan(6000);
});

test("of the packages' own entry a page gets neither file names nor labels", async () => {
  const [all, labels] = await Promise.all([
    bundle(`export * from "@imagenet-v2/core/internal"`),
    bundle(`export * from "@imagenet-v2/core/validation-labels"`),
  ]);
  // 2026-11: 268 kB, of which zod is 180 and the classes are 37.
  expect(all.length - labels.length).toBeLessThan(350_000);
});
