import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serveExplorer } from "@imagenet-v2/explorer";
import { archiveOf, temporaryFolder } from "@imagenet-v2/fixtures";
import { type Dataset, datasetOf } from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { ask, jsonOf } from "./ask.ts";
import { datasetWith, imageName, indexOf } from "./picture-store.ts";

/** A JPEG at the best quality, of pixels that a function gives. */
function painted(
  [width, height]: [number, number],
  paint: (x: number, y: number) => [number, number, number],
): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(paint(x, y), (y * width + x) * 3);
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
    .toBuffer();
}

async function documentOf(dataset: Dataset<unknown>, name: string, dataDir: string) {
  const explorer = await serveExplorer({ dataset, port: 0, dataDir });
  onTestFinished(() => explorer.close());
  for (;;) {
    const reply = await ask(explorer.port, `/documents/${name}.json`);
    if (reply.status !== 202) return { status: reply.status, ...jsonOf(reply) };
    expect(jsonOf(reply)).toEqual({ done: expect.any(Number), total: expect.any(Number) });
  }
}

const grey = await painted([32, 16], () => [128, 128, 128]);
const vivid = await painted([16, 32], (x) => (x < 8 ? [255, 0, 0] : [0, 0, 255]));
const checks = await painted([32, 32], (x, y) =>
  ((x >> 3) + (y >> 3)) % 2 ? [255, 255, 255] : [0, 0, 0],
);
const oneChannel = await sharp({ create: { width: 9, height: 9, channels: 3, background: "#777" } })
  .toColourspace("b-w")
  .jpeg()
  .toBuffer();
const images = {
  [imageName(0, 1)]: grey,
  [imageName(1, 2)]: vivid,
  [imageName(2, 3)]: checks,
  [imageName(3, 4)]: oneChannel,
  [imageName(4, 5)]: grey.subarray(0, 200),
};
const dataset = await datasetWith(images);
const { store } = dataset;
const noHeader = await datasetWith({ [imageName(0, 6)]: grey.subarray(0, 4) });
const order = Object.keys(images).map((name) => indexOf(store, name));

test("reads sizes and components off the headers", async () => {
  const { width, height, components } = await documentOf(dataset, "sizes", temporaryFolder());
  const rows = order.slice(0, 4).map((at) => [width[at], height[at], components[at]]);
  expect(rows).toEqual([
    [32, 16, 3],
    [16, 32, 3],
    [32, 32, 3],
    [9, 9, 1],
  ]);
});

test("measures brightness, colourfulness and sharpness", async () => {
  const found = await documentOf(dataset, "measures", temporaryFolder());
  const of = (name: string) => order.map((at) => found[name][at]);
  const [greyLight, vividLight, checksLight, , damaged] = of("brightness");
  expect(greyLight).toBeCloseTo(128, 0);
  // Half red (0.299 × 255), half blue (0.114 × 255).
  expect(vividLight).toBeCloseTo(52.6, 0);
  expect(checksLight).toBeCloseTo(127.5, 0);
  expect(damaged).toBeNull();

  const [greyColour, vividColour] = of("colourfulness");
  expect(greyColour).toBeCloseTo(0, 0);
  // rg is 255 and 0, yb is 127.5 and -255: deviations 127.5 and 191.25, means 127.5 and -63.75.
  expect(vividColour).toBeCloseTo(Math.hypot(127.5, 191.25) + 0.3 * Math.hypot(127.5, 63.75), -1);

  const [flat, , sharpest] = of("sharpness");
  expect(flat).toBeCloseTo(0, 0);
  expect(sharpest).toBeGreaterThan(1000);
});

test("names the images that cannot be decoded, and goes on", async () => {
  const named = [{ index: order[4], message: expect.stringContaining("000005.jpeg") }];
  expect((await documentOf(dataset, "measures", temporaryFolder())).damaged).toEqual(named);
  expect((await documentOf(noHeader, "sizes", temporaryFolder())).damaged).toEqual([
    { index: 0, message: expect.stringContaining("000006.jpeg") },
  ]);
});

test("keeps what it found beside the archive's index, and notices a damaged copy", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "archive.tar.gz");
  const names = Array.from({ length: 70 }, (_, n) => imageName(n, n));
  await archiveOf(path, names, { topDirectory: "some" });
  const archive = await ArchiveStore.open(path, { dataDir: folder, partial: true });
  onTestFinished(() => archive.close());
  const first = await documentOf(datasetOf(archive), "sizes", folder);
  expect(first.width).toEqual(Array(70).fill(16));

  const [kept = ""] = (await readdir(join(folder, "index"))).filter((n) =>
    n.startsWith("explorer-"),
  );
  const file = join(folder, "index", kept);
  const text = await readFile(file, "utf8");
  expect(await documentOf(datasetOf(archive), "sizes", folder)).toEqual(first);
  await writeFile(file, text.replace("16", "17"));
  expect(await documentOf(datasetOf(archive), "sizes", folder)).toEqual(first);
  expect(await readFile(file, "utf8")).toBe(text);
});

test("an archive that vanishes while it is surveyed ends the survey with its reason", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "archive.tar.gz");
  await archiveOf(path, [imageName(0, 1)], { topDirectory: "some" });
  const archive = await ArchiveStore.open(path, { dataDir: folder, partial: true });
  onTestFinished(() => archive.close());
  await writeFile(path, "gone");
  const { status, code } = await documentOf(datasetOf(archive), "measures", folder);
  expect([status, code]).toEqual([503, "DATA_CHANGED"]);
});
