import { readFileSync } from "node:fs";
import {
  interval,
  paperModels,
  probitFit,
  publishedField,
  rankAmongPublished,
  rankInWords,
  testbedModels,
} from "@imagenet-v2/evaluate";
import { sharedFile } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { reference } from "./reference.ts";

// Table 1 of Recht et al. 2019, top-1 on matched-frequency: rank, accuracy and limits on the original
// validation set, then accuracy, limits and rank on the new one. Written down from memory of the
// paper, without the print at hand: what it prints is not proven by this, but that what follows from
// the authors' prediction files agrees with all 64 of these figures.
const table1 = [
  ["pnasnet_large_tf", 1, 82.9, 82.5, 83.2, 72.2, 71.3, 73.1, 3],
  ["nasnetalarge", 4, 82.5, 82.2, 82.8, 72.2, 71.3, 73.1, 1],
  ["resnet152", 21, 78.3, 77.9, 78.7, 67.0, 66.1, 67.9, 21],
  ["inception_v3_tf", 23, 78.0, 77.6, 78.3, 66.1, 65.1, 67.0, 24],
  ["densenet161", 30, 77.1, 76.8, 77.5, 65.3, 64.4, 66.2, 30],
  ["vgg19_bn", 43, 74.2, 73.8, 74.6, 61.9, 60.9, 62.8, 44],
  ["alexnet", 64, 56.5, 56.1, 57.0, 44.0, 43.0, 45.0, 64],
  ["fv_64k", 65, 35.1, 34.7, 35.5, 24.1, 23.2, 24.9, 65],
] as const;

describe("the paper's Table 1, to the printed digit", () => {
  test.each(table1)("%s", (name, valRank, val, valLow, valHigh, v2, v2Low, v2High, v2Rank) => {
    const model = paperModels.find((each) => each.name === name);
    if (model === undefined) expect.unreachable();
    const printed = ({ top1Correct, n }: { top1Correct: number; n: number }) =>
      [top1Correct / n, ...interval(top1Correct, n)].map((share) => (100 * share).toFixed(1));
    expect(printed(model.val).map(Number)).toEqual([val, valLow, valHigh]);
    expect(printed(model.matchedFrequency).map(Number)).toEqual([v2, v2Low, v2High]);

    // The paper ranks equal models by name.
    const rank = (of: "val" | "matchedFrequency") =>
      1 +
      paperModels.filter((other) => {
        const more = other[of].top1Correct - model[of].top1Correct;
        return more > 0 || (more === 0 && other.name < name);
      }).length;
    expect([rank("val"), rank("matchedFrequency")]).toEqual([valRank, v2Rank]);
  });
});

test("has the 67 models of the paper and the 335 of the testbed", () => {
  expect([paperModels.length, testbedModels.length]).toEqual([67, 335]);
  expect(new Set(testbedModels.map(({ name }) => name)).size).toBe(335);
  // The means that follow from the prediction files.
  const mean = (of: number[]) => of.reduce((sum, each) => sum + each) / of.length;
  expect(mean(paperModels.map((m) => m.matchedFrequency.top1Correct)) / 100).toBeCloseTo(61.36, 2);
  expect(mean(paperModels.map((m) => m.val.top1Correct)) / 500).toBeCloseTo(73.44, 2);
});

test("keeps the two encodings apart", () => {
  const v2 = (encoding: "2019" | "format-val", variant = "matched-frequency") =>
    publishedField(variant, encoding).find(({ name }) => name === "densenet121")?.v2;
  expect(v2("2019")).toBe(0.6221);
  expect(v2("format-val")).toBe(0.6215);
  expect(publishedField("matched-frequency", "2019").length).toBe(335 + 22);
  expect(publishedField("top-images").length).toBe(335);
  // For the shared models the second encoding is 0.11, 0.17 and 0.25 points lower on average.
  const shared = testbedModels.filter(({ name }) => paperModels.some((m) => m.name === name));
  expect(shared.length).toBe(45);
  const drops = (["matched-frequency", "threshold-0.7", "topimages"] as const).map((variant) => {
    const all = shared.map(({ top1 }) => top1[variant]["2019"] - top1[variant]["format-val"]);
    return ((100 * all.reduce((a, b) => a + b)) / all.length).toFixed(2);
  });
  expect(drops).toEqual(["0.11", "0.17", "0.25"]);
});

test("fits the paper's models as SciPy does", () => {
  const fit = probitFit(publishedField("matched-frequency", "2019"));
  const expected = reference.fits.find(({ scale }) => scale === "probit");
  expect(fit.models).toBe(66);
  expect(fit.slope).toBeCloseTo(expected?.slope as number, 7);
  expect(fit.intercept).toBeCloseTo(expected?.intercept as number, 7);
  expect(fit.r).toBeCloseTo(expected?.r as number, 7);
});

test("places a model among those scored on the same pictures", () => {
  // ResNet-50 of torchvision, as the testbed has it.
  const resnet50 = testbedModels.find(({ name }) => name === "resnet50");
  if (resnet50 === undefined) expect.unreachable();
  const top1 = resnet50.top1["matched-frequency"]["format-val"];
  const place = rankAmongPublished({ top1, val: resnet50.val, variant: "matched-frequency" });
  expect(place.encoding).toBe("format-val");
  expect(place.gap).toBeCloseTo(0.7613 - top1, 10);
  expect(place.expected).toBeCloseTo(top1, 1);
  expect(Math.abs(place.effectiveRobustness as number)).toBeLessThan(0.01);
  const others = testbedModels.filter((m) => m.top1["matched-frequency"]["format-val"] > top1);
  expect(place.rank).toBe(others.length + 1);
});

test("says in words where a model stands", () => {
  const best = rankAmongPublished({ top1: 0.9, val: 0.92, variant: "matched-frequency" });
  expect(best).toMatchObject({ rank: 1, of: 335, above: undefined });
  expect(rankInWords(best)).toMatch(
    /^Rank 1 beside 335 published models on matched-frequency, today's pictures \(format-val\): above \S+ \(\d\d\.\d\d %\)\. It loses 2\.0 points from the validation set\. The paper's models with its validation accuracy have 8\d\.\d\d % here; it has \d\.\d points more\.$/,
  );
  expect(
    rankInWords(rankAmongPublished({ top1: 0.9, variant: "topimages", encoding: "2019" })),
  ).toMatch(/^Rank 1 .* on topimages, the pictures of 2019: above [^.]+\.\d\d %\)\.$/);
});

test.each([
  [{ top1: 62, variant: "topimages" }, "INVALID_OPTION"],
  [{ top1: 0.6, variant: "cifar10" }, "UNKNOWN_VARIANT"],
  [{ top1: 0.6, variant: "topimages", encoding: "2020" as never }, "INVALID_OPTION"],
])("refuses %j", (options, code) => {
  expect(() => rankAmongPublished(options)).toThrow(expect.objectContaining({ code }));
});

const accuracy = sharedFile("data/accuracy.csv");
test.skipIf(accuracy === undefined)("equals the published table (../shared)", () => {
  const counts = paperModels.flatMap(({ name, matchedFrequency: v2, val }) => [
    `${name},matched-frequency,10000,${v2.top1Correct},${v2.top5Correct}`,
    `${name},original-val,50000,${val.top1Correct},${val.top5Correct}`,
  ]);
  const lines = readFileSync(accuracy as string, "utf8")
    .trim()
    .split("\n")
    .slice(1);
  expect(lines.map((line) => line.split(",").slice(0, 5).join(","))).toEqual(counts);
});
