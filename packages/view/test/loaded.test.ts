import { join } from "node:path";
import { archiveOf, temporaryFolder } from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
import { asDataframe, contactSheet, showExamples, terminalSheet } from "@imagenet-v2/view";
import { beforeAll, expect, test } from "vitest";

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
