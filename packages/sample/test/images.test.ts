import { readFileSync } from "node:fs";
import { classes } from "@imagenet-v2/core";
import { jpegHeader } from "@imagenet-v2/decode";
import { photographs, sampleImages } from "@imagenet-v2/sample";
import { expect, test } from "vitest";

test("every piece lies within its photograph", () => {
  for (const { path, crops } of photographs) {
    const { width, height } = jpegHeader(readFileSync(path));
    for (const crop of crops) {
      expect(crop.left >= 0 && crop.top >= 0, crop.name).toBe(true);
      expect(crop.left + crop.width, crop.name).toBeLessThanOrEqual(width);
      expect(crop.top + crop.height, crop.name).toBeLessThanOrEqual(height);
    }
  }
});

test("every label is the index of a class, and there are twelve or more", () => {
  const labels = new Set(sampleImages.map(({ label }) => label));
  for (const label of labels) expect(classes[label]?.index).toBe(label);
  expect(labels.size).toBeGreaterThanOrEqual(12);
});

test("the README names every photograph, its author, its labels and its crops", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  for (const { package: name, by, url, crops } of photographs) {
    for (const text of [name, by, url]) expect(readme).toContain(text);
    for (const crop of crops) {
      expect(readme).toContain(`| ${crop.label} ${classes[crop.label]?.name} |`);
      if (!/^cat-/.test(crop.name)) expect(readme).toContain(`\`${crop.name}\``);
    }
  }
});
