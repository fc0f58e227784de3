import { fileNames } from "@imagenet-v2/core/file-names";
import {
  evaluate,
  htmlReport,
  markdownReport,
  type Prediction,
  report,
  textReport,
} from "@imagenet-v2/evaluate";
import { describe, expect, test } from "vitest";
import { oneHot, onePixel, pictures, readColour } from "./pictures.ts";

/** Predictions for all images: right for two of three, and once in four among the first five. */
function predictions(shift: number): Prediction[] {
  return fileNames("matched-frequency").map((file_name, i) => {
    const label = Number.parseInt(file_name, 10);
    const others = [1, 2, 3, 4, 5].map((step) => (label + step) % 1000);
    const isRight = (i + shift) % 3 !== 0;
    const top = isRight
      ? [label, ...others.slice(0, 4)]
      : [...others.slice(0, 4), i % 4 === 0 ? label : (label + 6) % 1000];
    const likelihood = isRight ? 0.6 : 0.1;
    return { file_name, label, top, probabilities: [0.6, 0.1, 0.1, 0.1, 0.05], likelihood };
  });
}

const whole = {
  name: "resnet",
  predictions: predictions(0),
  variant: "matched-frequency",
  provenance: "published",
  val: 0.78,
} as const;

test("says in text what came out", () => {
  const text = textReport(
    report(whole, { others: [{ name: "vgg", predictions: predictions(1) }], notes: ["A note."] }),
  );
  expect(text).toMatch(/^resnet on 10,000 images of matched-frequency \(published data\)\n/);
  expect(text).toContain("top-1   66.66 %  65.73 % to 67.58 %  6,666 of 10,000");
  expect(text).toContain("A note.");
  expect(text).toMatch(
    /Rank \d+ beside 335 published models on matched-frequency, today's pictures/,
  );
  expect(text).toMatch(
    /resnet and vgg cannot be told apart on these 10,000 images: p = \d\.\d\d\./,
  );
  expect(text).toMatch(
    /Its confidence is off by 6\.66 % on average \(ECE, 15 bins\); log loss 1\.108 nats\./,
  );
  expect(text).not.toContain("PARTIAL");
  // Every line fits a terminal but for sentences.
  const table = text.split("\n").filter((line) => line.startsWith("  "));
  expect(table.every((line) => line.length < 110)).toBe(true);
});

test("calls no class hard that is always right", () => {
  const made = report({
    ...whole,
    predictions: whole.predictions.filter(({ top, label }) => top[0] === label),
  });
  expect(textReport(made)).not.toContain("Hardest classes");
});

test("says it in Markdown", () => {
  const text = markdownReport(report(whole));
  expect(text).toMatch(/^# resnet on 10,000 images of matched-frequency/);
  expect(text).toContain("| top-1 | 66.66 % | 65.73 % to 67.58 % | 6,666 of 10,000 |");
  expect(text).toContain("| --- | ---: | ---: | ---: |");
});

describe("labels everywhere", () => {
  const part = report({
    ...whole,
    predictions: whole.predictions.slice(0, 50),
    provenance: "partial",
  });
  const custom = report({
    name: "resnet",
    predictions: whole.predictions.slice(0, 50),
    provenance: "custom",
  });

  const sample = report({
    name: "resnet",
    predictions: whole.predictions.slice(0, 50),
    provenance: "sample",
  });

  test.each([
    ["the sample", sample, "SAMPLE: these images are the sample's, not ImageNetV2's"],
    ["a part of a variant", part, "PARTIAL: 50 of the 10,000 images of matched-frequency."],
    ["custom images", custom, "CUSTOM: these images are not ImageNetV2"],
  ])("%s, and places it nowhere", async (_, made, warning) => {
    expect(made.place).toBeUndefined();
    expect(textReport(made)).toContain(warning);
    expect(markdownReport(made)).toContain(warning);
    expect(await htmlReport(made)).toContain(warning.replaceAll("'", "&#39;"));
    for (const text of [textReport(made), markdownReport(made), await htmlReport(made)]) {
      expect(text).not.toContain("published models");
    }
  });
});

const hostile = "</script><img src=x onerror=alert(1)>|`*\u001b[31m";

test("keeps hostile names inert in all three", async () => {
  const made = report({ ...whole, name: hostile }, { notes: [hostile] });
  expect(textReport(made)).not.toContain("\u001b");
  const html = await htmlReport(made);
  expect(html).not.toContain("<img src=x");
  expect(html).not.toContain("\u001b");
  const markdown = markdownReport(made);
  expect(markdown).toContain("\\<img src=x onerror=alert(1)\\>\\|\\`\\*");
  expect(markdown).not.toContain("\u001b");
});

test("draws one HTML file that loads nothing and runs nothing", async () => {
  const html = await htmlReport(report(whole));
  const policy = /content="(default-src [^"]+)"/.exec(html)?.[1];
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  expect(html).not.toMatch(/<script|<link|<iframe|\bstyle="|\son\w+=|https?:\/\/(?!www\.w3\.org)/);
  // One style sheet, the one whose hash the policy has.
  expect(html.match(/<style/g)?.length).toBe(1);
  expect(html.match(/<svg /g)?.length).toBe(3);
  // 1000 classes, and the models of the field that are in view.
  expect(html.match(/<circle/g)?.length).toBeGreaterThan(1000 + 150);
  expect(html).toContain("<title>alexnet");
  // Its own place has its name beside it, and each chart says what it is of.
  expect(html).toMatch(/<text[^>]*>(<tspan[^>]*>)?resnet</);
  expect(html.match(/<svg [^>]*aria-label="/g)?.length).toBe(3);
  expect(html.length).toBeLessThan(600_000);
});

test("shows the pictures that were taken for something else", async () => {
  const dataset = await pictures([1, 1, 2, 3]);
  const { predictions } = await evaluate(
    (batch) => readColour(batch).map((row) => oneHot(row.indexOf(5) === 3 ? 3 : 7)),
    dataset,
    { preprocessing: onePixel },
  );
  const html = await htmlReport(report({ name: "seven", predictions, provenance: "custom" }), {
    dataset,
  });
  const [confused, sure] = html.split("Where it was surest, and wrong");
  for (const part of [confused, sure]) {
    expect(part?.match(/<img src="data:image\/jpeg;base64,/g)?.length).toBe(3);
  }
  expect(html).toContain("1 goldfish taken for 7 cock, 2 times");
});
