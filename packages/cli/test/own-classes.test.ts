// A dataset of one's own, scored, compared and merged by the command line.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { classes as imageNet } from "@imagenet-v2/core";
import { onnxFile, temporaryFolder, tinyJpeg } from "@imagenet-v2/fixtures";
import { encodePng } from "@imagenet-v2/view";
import { expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });
const plain = JSON.stringify({ mean: [0, 0, 0], std: [1, 1, 1] });

/** A folder with a picture for each of some classes, and the list of all; red is what the model answers with. */
async function dataset(classes: readonly string[], reds: Readonly<Record<string, number>>) {
  const folder = temporaryFolder();
  const archive = join(folder, "own");
  for (const [name, red] of Object.entries(reds)) {
    mkdirSync(join(archive, name), { recursive: true });
    writeFileSync(join(archive, name, "a.jpeg"), await tinyJpeg({ color: [red, 0, 0] }));
  }
  const list = join(folder, "classes.txt");
  writeFileSync(list, classes.join("\n"));
  return { folder, own: ["--archive", archive, "--classes", list] };
}

function model(folder: string, classes: number): string[] {
  const path = join(folder, `${classes}.onnx`);
  writeFileSync(path, onnxFile({ classes }));
  return ["--model", path, "--preprocessing", plain];
}

test("ten classes and a model of ten outputs", async () => {
  const names = ["ant", "bee", "cow", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay"];
  // The model answers with the tenths of the red: 0, 5, and 2 where it should be 9.
  const { folder, own } = await dataset(names, { ant: 0, fox: 128, jay: 51 });
  const results = join(folder, "r.jsonl");
  const run = ["evaluate", ...model(folder, 10), ...own];
  const { exitCode, stdout, stderr } = await imagenetV2(...run, "--results", results, "--json");
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ n: 3, top1_correct: 2, classes: 10, provenance: "custom", variant: null, rank: null },
    outputs: "10 logits",
  });
  const { stdout: text } = await imagenetV2("merge", results);
  expect(text).toContain("over all 10 classes");
  expect(text).toContain("9 jay");
  const other = join(folder, "s.jsonl");
  await imagenetV2(...run, "--results", other);
  const compared = await imagenetV2("compare", results, other, "--json");
  expect(JSON.parse(compared.stdout)).toMatchObject({ n: 3, classes: 10, only_first: 0 });

  const site = join(folder, "site");
  const explored = ["explore", ...own, "--predictions", results, other, "--export", site];
  expect(await imagenetV2(...explored, "--quiet")).toMatchObject({ exitCode: 0, stderr: "" });
  expect(readFileSync(join(site, "documents/classes.js"), "utf8")).toContain('"name":"ibis"');

  const refused = await imagenetV2("evaluate", ...model(folder, 11), ...own);
  expect(refused.stderr).toContain("The model gave 11 scores for an image: 10 are needed");
  expect(refused.exitCode).not.toBe(0);
});

test("a hub folder of ten classes names the way to score it, by its own labels", async () => {
  const names = ["ant", "bee", "cow", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay"];
  const { folder, own } = await dataset(names, { ant: 0, fox: 128 });
  const write = (name: string, json: object) =>
    writeFileSync(join(folder, name), JSON.stringify(json));
  writeFileSync(join(folder, "model.onnx"), onnxFile({ classes: 10 }));
  // Labels in another order: the output for red 0 stands for jay, and that for 128 for fox.
  const labels = ["jay", "bee", "cow", "dog", "elk", "fox", "gnu", "hen", "ibis", "ant"];
  write("config.json", { id2label: { ...labels } });
  const config = { image_processor_type: "ViTImageProcessor", size: 4, do_normalize: false };
  write("preprocessor_config.json", config);
  const run = ["evaluate", "--model", folder, ...own, "--json"];
  const refused = await imagenetV2(...run);
  expect(refused.exitCode).toBe(4);
  const { message, hint } = JSON.parse(refused.stderr);
  expect(message).toContain("is of a model with 10 classes");
  const [, path = ""] = /--preprocessing (\S+\.json)/.exec(hint) ?? [];
  const { stdout } = await imagenetV2(...run, "--preprocessing", path);
  expect(JSON.parse(stdout)).toMatchObject({ n: 2, top1_correct: 1, classes: 10 });
});

test("folders by number, with PNGs, and a GIF that is skipped", async () => {
  const folder = temporaryFolder();
  const archive = join(folder, "own");
  // The model answers with the tenths of the red: right for all but the second of class 9.
  const reds = [...Array(10).keys()].map((label) => [26 * label, label === 9 ? 0 : 26 * label]);
  for (const [label, pair] of reds.entries()) {
    mkdirSync(join(archive, `${label}`), { recursive: true });
    for (const [n, red] of pair.entries()) {
      const data = Uint8Array.from({ length: 4 * 4 * 3 }, (_, i) => (i % 3 === 0 ? red : 0));
      const png = await encodePng({ data, shape: [4, 4, 3], dtype: "uint8" });
      writeFileSync(join(archive, `${label}`, `${n}.png`), png);
    }
  }
  const gif = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
  writeFileSync(join(archive, "3", "still.gif"), Buffer.from(gif, "base64"));
  const list = join(folder, "classes.txt");
  const names = ["ant", "bee", "cow", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay"];
  writeFileSync(list, names.join("\n"));

  const results = join(folder, "r.jsonl");
  const own = ["--archive", archive, "--classes", list];
  const run = ["evaluate", ...model(folder, 10), ...own];
  const refused = await imagenetV2(...run);
  expect(refused.exitCode).not.toBe(0);
  expect(refused.stderr).toContain("3/still.gif: cannot decode GIF.");
  expect(refused.stderr).toContain("--on-error skip");

  const scored = await imagenetV2(...run, "--on-error", "skip", "--results", results, "--json");
  expect(JSON.parse(scored.stdout)).toMatchObject({ n: 20, top1_correct: 19, classes: 10 });
  const other = join(folder, "s.jsonl");
  await imagenetV2(...run, "--on-error", "skip", "--results", other);
  const { stdout } = await imagenetV2("compare", results, other);
  expect(stdout).toContain("3/still.gif");
  const site = join(folder, "site");
  const explored = await imagenetV2(
    "explore",
    ...own,
    "--predictions",
    results,
    "--export",
    site,
    "--json",
  );
  expect(JSON.parse(explored.stdout)).toEqual({ folder: site, skipped: ["3/still.gif"] });
});

test("200 WordNet ids and a model of 1000 outputs", async () => {
  const wnids = Array.from({ length: 200 }, (_, i) => imageNet[5 * i]?.wnid as string);
  // Red 128 of 255 is 502 of 1000: 500 is the nearest of each fifth, and 0 for black.
  const { folder, own } = await dataset(wnids, {
    [wnids[0] as string]: 0,
    [wnids[100] as string]: 128,
  });
  const { stdout } = await imagenetV2("evaluate", ...model(folder, 1000), ...own);
  expect(stdout).toContain("over 200 of the model's 1000 classes");
  expect(stdout).toMatch(/top-1 +100\.00 %/);
});

test("compare reads CSV and npy files about one's own images", async () => {
  const names = ["ant", "bee", "cow", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay"];
  const { folder, own } = await dataset(names, { ant: 0, fox: 128, jay: 51 });
  const csv = join(folder, "right.csv");
  const tops = { "ant/a": "0,1,2,3,4", "fox/a": "5,1,2,3,4", "jay/a": "9,1,2,3,4" };
  writeFileSync(
    csv,
    Object.entries(tops)
      .map(([name, top]) => `${name}.jpeg,${top}\n`)
      .join(""),
  );
  // A row for each image by path, a score for each class: right, right, and cow for jay.
  const npy = join(folder, "scores.npy");
  const scores = [0, 5, 2].map((best) => names.map((_, label) => (label === best ? 1 : -label)));
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 10), }".padEnd(117);
  const head = Buffer.from(`\x93NUMPY\x01\x00v\x00${header}\n`, "latin1");
  writeFileSync(npy, Buffer.concat([head, Buffer.from(Float32Array.from(scores.flat()).buffer)]));

  const { exitCode, stdout, stderr } = await imagenetV2("compare", csv, npy, ...own, "--json");
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: expect.not.stringContaining("error"),
  });
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ n: 3, classes: 10, only_first: 1, only_second: 0, partial: false },
  });
  const text = await imagenetV2("compare", csv, npy, ...own);
  expect(text.stdout).not.toMatch(/RESTRICTED|PARTIAL/);

  for (const [argv, message] of [
    [own.slice(0, 2), "--archive does nothing without --classes"],
    [[...own, "--variant", "topimages"], "--variant does nothing with --archive"],
    [own.slice(2), "ImageNet has no class"],
  ] as const) {
    const refused = await imagenetV2("compare", csv, csv, ...argv);
    expect([refused.exitCode === 0, refused.stdout]).toEqual([false, ""]);
    expect(refused.stderr).toContain(message);
  }
});

test("info tells the classes of one's own, also where they are as many as ImageNet's", async () => {
  const names = Array.from({ length: imageNet.length }, (_, i) => `kind ${i}`);
  const { own } = await dataset(names, { "kind 7": 0 });
  const { stdout } = await imagenetV2("info", ...own, "--json");
  expect(JSON.parse(stdout).classes[7]).toEqual({ index: 7, name: "kind 7" });
  const page = await imagenetV2("info", ...own, "--format", "markdown");
  expect(page.stdout).toContain("kind 0, kind 1");
  // It is read by path.
  expect(page.stdout).not.toContain("Shuffled");
});
