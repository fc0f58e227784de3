import { join } from "node:path";
import { archiveOf, temporaryFolder, tinyJpeg, twelveBitJpeg } from "@imagenet-v2/fixtures";
import { datasetOf, load } from "@imagenet-v2/loader";
import { MemoryStore } from "@imagenet-v2/stores";
import { asDataframe, contactSheet, showExamples, terminalSheet } from "@imagenet-v2/view";
import { beforeAll, describe, expect, test } from "vitest";

const folder = temporaryFolder();
const archive = join(folder, "some.tar.gz");
const options = {
  archive,
  dataDir: folder,
  env: { HOME: folder },
  partial: true,
  split: "test",
} as const;
const names = ["0", "7", "999", "42"].map((label) => `${label}/${label.padStart(40, "0")}.jpeg`);

beforeAll(() => archiveOf(archive, names, { topDirectory: "some" }));

test("a loader's dataset tells each example's place in storage order", async () => {
  const dataset = await load("imagenet_v2", { ...options, order: "archive" });
  const html = await (await contactSheet(dataset)).html();
  const shown = Array.from(
    html.matchAll(/#(\d+)<\/span> <span class="file">([^<]+)/g),
    ([, index, name]) => [Number(index), name],
  );
  expect(shown).toEqual(
    Array.from(dataset.records(), (record) => [record.index, record.file_name]),
  );
  expect(shown.map(([, name]) => name)).toEqual(names);
  expect(shown.map(([index]) => index)).not.toEqual([0, 1, 2, 3]);
  await dataset.close();
});

test("the same dataset can be shown again and again, in every form", async () => {
  const dataset = await load("imagenet_v2", options);
  expect((await showExamples(dataset)).length).toBe(4);
  expect((await asDataframe(dataset.take(3))).rows).toHaveLength(3);
  expect(await terminalSheet(dataset.where({ label: 42 }))).toMatch(/^goldfish|n01687978 \(42\)/);
  await dataset.close();
});

test("(image, label) pairs of asSupervised are shown too", async () => {
  const dataset = await load("imagenet_v2", { ...options, asSupervised: true });
  expect(await (await showExamples(dataset)).html()).toContain("n01514668 (7)");
  await dataset.close();
});

describe("images that a dataset skips", () => {
  // In storage order: the first, two in the middle, the last.
  const count = 8;
  const damaged = [0, 3, 4, 7];

  async function dataset(options: { readonly asSupervised?: boolean } = {}) {
    const good = await tinyJpeg();
    const all = Array.from({ length: count }, (_, i) => `7/${String(i).padStart(40, "0")}.jpeg`);
    const stored = await MemoryStore.of(Object.fromEntries(all.map((name) => [name, good])));
    const order = Array.from({ length: count }, (_, index) => stored.fileName(index));
    const bad = damaged.map((index) => order[index] as string);
    const deep = await twelveBitJpeg();
    const store = await MemoryStore.of(
      Object.fromEntries(order.map((name) => [name, bad.includes(name) ? deep : good])),
    );
    const reading = { order: "storage", onError: "skip", ...options } as const;
    return { skipping: datasetOf(store, reading), order, bad };
  }

  test("have a marked tile at their places", async () => {
    const { skipping, order, bad } = await dataset();
    const sheet = await contactSheet(skipping);
    expect([sheet.length, sheet.skipped]).toEqual([count, bad]);
    const tiles = Array.from(
      (await sheet.html()).matchAll(/<figcaption>.*?<\/figcaption>/g),
      String,
    );
    expect(tiles).toHaveLength(count);
    for (const [i, tile] of tiles.entries()) {
      expect(tile).toContain(`#${i}<`);
      expect(tile).toContain(order[i]);
      expect(tile.includes("cannot be decoded")).toBe(damaged.includes(i));
    }
    expect((await sheet.svg()).match(/<title>[^<]*cannot be decoded/g)).toHaveLength(4);
  });

  test("count among those that a sheet has room for", async () => {
    const { skipping, bad } = await dataset();
    const sheet = await contactSheet(skipping, { rows: 1, columns: 4 });
    expect([sheet.length, sheet.skipped]).toEqual([4, bad.slice(0, 2)]);
    const one = await contactSheet(skipping, { rows: 1, columns: 1 });
    expect([one.length, one.skipped]).toEqual([1, bad.slice(0, 1)]);
  });

  test("are marked in a terminal and in TFDS's figure, too", async () => {
    const { skipping, bad } = await dataset();
    const text = await terminalSheet(skipping, { rows: 8, columns: 1, width: 200 });
    const marked = text.split("\n").filter((line) => line.includes("cannot be decoded"));
    expect(marked.map((line) => line.split("  ").at(-1))).toEqual(bad);
    const { skipping: supervised } = await dataset({ asSupervised: true });
    const figure = await showExamples(supervised as typeof skipping);
    expect([figure.length, figure.skipped]).toEqual([8, bad]);
    expect((await figure.html()).match(/class="note">cannot be decoded/g)).toHaveLength(4);
  });

  test("end the sheet with their name where the dataset does not skip", async () => {
    const { skipping, bad } = await dataset();
    const strict = datasetOf(skipping.store, { order: "storage" });
    await expect(contactSheet(strict)).rejects.toThrow(bad[0]);
  });
});
