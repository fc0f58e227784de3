// Bundled for a page, and run where there is nothing of Node's.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import * as vitest from "vitest";
import { type KnownConfig, meaning } from "./meaning.ts";

const { describe, expect, test } = vitest;

/** What a page has beside JavaScript itself, and the vitest that tests in it register with. */
const page = createContext({ structuredClone, TextDecoder, TextEncoder, URL, vitest });

/** Runs a module of this folder in the page; its exports are the result. */
async function inPage(name: string): Promise<Record<string, unknown>> {
  const { outputFiles, warnings } = await build({
    entryPoints: [fileURLToPath(new URL(name, import.meta.url))],
    bundle: true,
    platform: "browser",
    format: "iife",
    globalName: "exported",
    conditions: ["@imagenet-v2/source"],
    write: false,
    logLevel: "silent",
    plugins: [
      {
        name: "vitest",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^vitest$/ }, ({ path }) => ({ path, namespace: "vitest" }));
          onLoad({ filter: /./, namespace: "vitest" }, () => ({
            contents: "export const { describe, expect, test } = globalThis.vitest",
          }));
        },
      },
    ],
  });
  expect(warnings).toEqual([]);
  return runInContext(`${outputFiles[0]?.text}; exported`, page);
}

const stored = new URL("../../../tooling/interop/test/known-configs.jsonl", import.meta.url);
const lines = readFileSync(stored, "utf8").trim().split("\n");

test("every config of timm and transformers means, or is refused, in a page as in Node", async () => {
  const inThePage = (await inPage("meaning.ts")).meaning as typeof meaning;
  const counts = { meant: 0, refused: 0 };
  for (const line of lines) {
    const known: KnownConfig = JSON.parse(line);
    expect(inThePage(known), line).toBe(meaning(known));
    if (meaning(known).startsWith("{")) counts.meant++;
    else counts.refused++;
  }
  console.log(counts);
  expect(counts.meant).toBeGreaterThan(300);
  expect(counts.refused).toBeGreaterThan(50);
}, 60_000);

describe("in a page", async () => {
  for (const name of ["configs", "hugging-face", "timm"]) {
    await inPage(`${name}.test.ts`);
  }
});
