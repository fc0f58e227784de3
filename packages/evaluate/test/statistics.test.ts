// The part that is pure: in a page, where only the language is there.
import { createContext, runInContext } from "node:vm";
import * as whole from "@imagenet-v2/evaluate";
import * as statistics from "@imagenet-v2/evaluate/statistics";
import { build } from "esbuild";
import { expect, test } from "vitest";

async function bundle(): Promise<string> {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `export * from "@imagenet-v2/evaluate/statistics";`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    conditions: ["@imagenet-v2/source"],
    format: "iife",
    globalName: "statistics",
    metafile: true,
    platform: "browser",
    write: false,
  });
  const imports = Object.values(metafile.inputs).flatMap(({ imports }) => imports);
  expect(imports.filter(({ external }) => external)).toEqual([]);
  const ours = Object.keys(metafile.inputs).flatMap(
    (path) => /packages\/([^/]+)\/src/.exec(path)?.[1] ?? [],
  );
  expect([...new Set(ours)].sort()).toEqual(["core", "evaluate"]);
  return outputFiles[0]?.text ?? "";
}

test("runs in a page, of core and itself alone: no Node module, no sharp, no view", async () => {
  const script = await bundle();
  expect(script).not.toMatch(/["']node:|\bsharp\b|\bprocess\.|\bBuffer\b/);
  const page = createContext({ URL, TextEncoder, TextDecoder, atob });
  const found = runInContext(
    `${script}; JSON.stringify((() => {
      const right = (label, i) => ({ file_name: label + "/" + i + ".jpeg", label, top: [label, 1, 2, 3, 4] });
      const a = [10, 11, 12, 13].map(right);
      const b = a.map((each, i) => (i === 0 ? { ...each, top: [5, 10, 2, 3, 4] } : each));
      const { difference, p } = statistics.compare({ name: "a", predictions: a }, { name: "b", predictions: b });
      const { correct, n } = statistics.score(b).top1;
      const { of } = statistics.rankAmongPublished({ top1: 0.5, variant: "topimages" });
      return { difference, p, correct, n, of };
    })())`,
    page,
  );
  // McNemar's exact test of one against none is 1; the testbed has 335 models.
  expect(JSON.parse(found)).toEqual({ difference: 0.25, p: 1, correct: 3, n: 4, of: 335 });
});

test("is all in the package's root, as it is", () => {
  expect(Object.keys(statistics).sort()).toMatchInlineSnapshot(`
    [
      "calibration",
      "compare",
      "compareAll",
      "confusedPairs",
      "holm",
      "imagesNeeded",
      "inWords",
      "interval",
      "isCorrect",
      "logLoss",
      "mcnemar",
      "pValue",
      "pairedDifference",
      "paperModels",
      "perClass",
      "percent",
      "probitFit",
      "publishedField",
      "rankAmongPublished",
      "rankInWords",
      "score",
      "smallestDifference",
      "testbedModels",
      "topK",
      "topRate",
    ]
  `);
  expect(whole).toMatchObject({ ...statistics });
});
