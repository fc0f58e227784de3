import { readFileSync } from "node:fs";
import { isImageNetV2Error } from "@imagenet-v2/core";
import { decodeImage, type PreprocessingOptions, preprocess } from "@imagenet-v2/decode";
import { sharedFile } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { jpeg, markerAt, splice } from "./images.ts";

const name = "7/cat.jpeg";
const crops: readonly ("imagenet" | "clip" | PreprocessingOptions)[] = [
  "imagenet",
  "clip",
  { resize: 40, crop: 8 },
  { resize: 32, crop: 32, dtype: "uint8" },
];

/** What every way to pixels says of some bytes, as `code message byte row`. */
async function sayings(bytes: Uint8Array, dct: "accurate" | "fast"): Promise<string[]> {
  const say = (end: Promise<unknown>) =>
    end.then(
      () => "decoded",
      (error: unknown) => {
        if (!isImageNetV2Error(error)) throw error;
        const { code, message, image, byte, row } = error.toJSON();
        return JSON.stringify({ code, message, image, byte, row });
      },
    );
  return Promise.all([
    say(decodeImage(bytes, { name, dct })),
    ...crops.map((crop) => say(preprocess(bytes, crop, { name, dct }))),
  ]);
}

const whole = await jpeg(60, 320, { chromaSubsampling: "4:4:4" });
const [frame, scan] = [markerAt(whole, 0xc0), markerAt(whole, 0xda)];

describe("one damage has one message, whichever way it is found:", () => {
  test.each([
    ["no image", Buffer.from("<html>"), /^7\/cat\.jpeg: expected a JPEG or PNG, found /],
    ["a cut header", whole.subarray(0, frame + 4), /damaged JPEG: .* \(byte \d+\)\.$/],
    ["no pixels", splice(whole, frame + 5, 2, [0, 0]), /damaged JPEG: .* \(byte \d+\)\.$/],
    ["a cut scan", whole.subarray(0, -200), /damaged JPEG: .* \(byte \d+, row \d+ of 320\)\.$/],
    [
      "a bad marker below every crop",
      splice(whole, whole.length - 90, 0, [0xff, 0x85]),
      /a marker/,
    ],
    ["12 bits", splice(whole, frame + 4, 1, [12]), /^7\/cat\.jpeg: cannot decode JPEG with other/],
    ["65,000 rows", splice(whole, frame + 5, 2, [0xfd, 0xe8]), /^7\/cat\.jpeg: 60 × 65000 pixels/],
  ])("%s", async (_, bytes, message) => {
    for (const dct of ["accurate", "fast"] as const) {
      const [first = "", ...others] = await sayings(bytes, dct);
      const { image, message: said } = JSON.parse(first);
      expect(image).toBe(name);
      expect(said).toMatch(message);
      expect(said).toMatch(/^7\/cat\.jpeg: .*[^.]\.$/);
      expect(others).toEqual(others.map(() => first));
    }
  });

  const cases = sharedFile("cases/jpeg/verdicts.jsonl");
  test.skipIf(cases === undefined)("real files that were damaged (../shared)", async () => {
    const lines = readFileSync(cases as string, "utf8")
      .trim()
      .split("\n");
    let refused = 0;
    for (const { file } of lines.map((line) => JSON.parse(line) as { file: string })) {
      const bytes = readFileSync(sharedFile(`cases/jpeg/${file}`) as string);
      for (const dct of ["accurate", "fast"] as const) {
        const [first = "", ...others] = await sayings(bytes, dct);
        expect(others, file).toEqual(others.map(() => first));
        if (first !== "decoded") refused++;
      }
    }
    expect(refused).toBeGreaterThan(0);
  });
});

test("the row of a damage is where the bits end, be the crop above it or not", async () => {
  const rows: number[] = [];
  for (let cut = scan + 60; cut < whole.length - 4; cut += 200) {
    const [first = ""] = await sayings(whole.subarray(0, cut), "accurate");
    const { byte, row = 0 } = JSON.parse(first);
    expect(byte).toBeLessThanOrEqual(cut);
    // MCUs have 8 rows.
    expect(row % 8).toBe(0);
    rows.push(row);
  }
  expect(rows.length).toBeGreaterThan(10);
  expect(rows).toEqual(rows.toSorted((a, b) => a - b));
  expect(rows[0]).toBeLessThan(40);
  expect(rows.at(-1)).toBeGreaterThan(280);
});
