import { readFile } from "node:fs/promises";
import { serveExplorer } from "@imagenet-v2/explorer";
import { photographs, temporaryFolder } from "@imagenet-v2/fixtures";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { askUntilMade, jsonOf } from "./ask.ts";
import { datasetWith, imageName } from "./picture-store.ts";

interface Pair {
  first: number;
  second: number;
  likeness: number;
  mirrored: boolean;
}

async function pairsIn(images: Record<string, Uint8Array>) {
  const dataset = await datasetWith(images);
  const explorer = await serveExplorer({ dataset, port: 0, dataDir: temporaryFolder() });
  onTestFinished(() => explorer.close());
  const reply = await askUntilMade(explorer.port, "/documents/duplicates.json");
  const name = (index: number) => dataset.store.fileName(index);
  const { pairs } = jsonOf(reply) as { pairs: Pair[] };
  return pairs.map(({ first, second, mirrored }) => ({
    names: [name(first), name(second)].sort(),
    mirrored,
  }));
}

const originals = await Promise.all(photographs().map((path) => readFile(path)));

test.each([
  ["recompressed", false, (image: Buffer) => sharp(image).jpeg({ quality: 30 })],
  ["resized", false, (image: Buffer) => sharp(image).resize(200)],
  [
    "resized to another shape",
    false,
    (image: Buffer) => sharp(image).resize(300, 300, { fit: "fill" }),
  ],
  ["brightened", false, (image: Buffer) => sharp(image).linear(1.1, 8)],
  ["turned to grey", false, (image: Buffer) => sharp(image).greyscale()],
  ["mirrored", true, (image: Buffer) => sharp(image).flop().resize(400).jpeg({ quality: 60 })],
] as const)("finds every photograph that was %s, and nothing else", async (_, mirrored, change) => {
  const images: Record<string, Uint8Array> = {};
  for (const [n, original] of originals.entries()) {
    images[imageName(0, n)] = original;
    images[imageName(1, n)] = await change(original).jpeg().toBuffer();
  }
  const planted = originals.map((_, n) => ({
    names: [imageName(0, n), imageName(1, n)],
    mirrored,
  }));
  const found = await pairsIn(images);
  expect(found).toHaveLength(planted.length);
  expect(found).toEqual(expect.arrayContaining(planted));
});

test.each([
  ["cropped by a tenth a side", (image: Buffer) => cropped(image, 0.1)],
  ["turned by 5 degrees", (image: Buffer) => sharp(image).rotate(5)],
] as const)("does not find photographs that were %s", async (_, change) => {
  const images: Record<string, Uint8Array> = {};
  for (const [n, original] of originals.entries()) {
    images[imageName(0, n)] = original;
    images[imageName(1, n)] = await (await change(original)).jpeg().toBuffer();
  }
  expect(await pairsIn(images)).toEqual([]);
});

async function cropped(image: Buffer, share: number) {
  const { width = 0, height = 0 } = await sharp(image).metadata();
  const [left, top] = [Math.round(width * share), Math.round(height * share)];
  return sharp(image).extract({ left, top, width: width - 2 * left, height: height - 2 * top });
}

test("takes plain pictures for nothing", async () => {
  const plain = (shade: number) =>
    sharp({ create: { width: 40, height: 40, channels: 3, background: { r: shade, g: 0, b: 0 } } })
      .jpeg()
      .toBuffer();
  const images = { [imageName(0, 1)]: await plain(10), [imageName(0, 2)]: await plain(200) };
  expect(await pairsIn(images)).toEqual([]);
});
