import { readFileSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  archiveOf,
  onnxFile,
  sharedFile,
  temporaryFolder,
  tinyJpeg,
  twelveBitJpeg,
} from "@imagenet-v2/fixtures";
import { beforeAll, describe, expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });
const folder = temporaryFolder();
const archive = join(folder, "odd.tar");
const model = join(folder, "small.onnx");
const names = Array.from({ length: 12 }, (_, i) => `${i}/${String(i).padStart(40, "0")}.jpeg`);
const [cut, png, deep] = [names[2], names[5], names[9]] as [string, string, string];
const damaged = [cut, png, deep];
const data = ["--archive", archive, "--partial"];
const skip = [...data, "--on-error", "skip"];
const preset = ["--preprocessing", "imagenet"];
const evaluate = ["evaluate", "--model", model, "--batch-size", "2", ...preset];

beforeAll(async () => {
  writeFileSync(model, onnxFile());
  const good = await tinyJpeg();
  const bad = {
    [cut]: good.subarray(0, 100),
    [png]: Buffer.from("no picture"),
    [deep]: await twelveBitJpeg(),
  };
  await archiveOf(archive, names, { topDirectory: "odd", jpeg: (name) => bad[name] ?? good });
});

function expectNamed(text: string, count = damaged.length): void {
  expect(damaged.filter((name) => text.includes(name))).toHaveLength(count);
}

describe("an image that cannot be decoded", () => {
  test.each([
    ["evaluate", [...evaluate, ...data]],
    ["show", ["show", ...data]],
    ["bench", ["bench", ...data]],
    ["info", ["info", "--format", "html", ...data]],
  ])("ends %s with its name and the way out", async (_, command) => {
    const { exitCode, stderr } = await imagenetV2(...command);
    expect(exitCode).toBe(4);
    expectNamed(stderr, 1);
    expect(stderr).toContain("--on-error skip");
  });

  test("is skipped, counted and named by evaluate, in every form of its report", async () => {
    const results = join(folder, "results.jsonl");
    const [html, md] = [join(folder, "report.html"), join(folder, "report.md")];
    const printed = await imagenetV2(...evaluate, ...skip, "--results", results, "--output", html);
    expect(printed.exitCode).toBe(0);
    await imagenetV2(...evaluate, ...skip, "--results", results, "--output", md);
    for (const text of [printed.stdout, readFileSync(html, "utf8"), readFileSync(md, "utf8")]) {
      expect(text).toContain("SKIPPED: 3 of 12 images cannot be decoded");
      expectNamed(text);
    }
    // Read from the results, not run again.
    const { stdout } = await imagenetV2(...evaluate, ...skip, "--results", results, "--json");
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ n: 9, resumed_from: 12 });
    expect(report.skipped.map((each: { file_name: string }) => each.file_name).sort()).toEqual(
      damaged,
    );
    const again = await imagenetV2("evaluate", "--predictions", results, "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({ n: 9, skipped: report.skipped });
    const compared = await imagenetV2("compare", results, results);
    expect(compared.stdout).toContain("Skipped 3 images that cannot be decoded: ");
    expectNamed(compared.stdout);
  });

  test("is skipped in shards as in one run, and named when they are merged", async () => {
    const parts: string[] = [];
    for (const shard of ["0/3", "1/3", "2/3"]) {
      const results = join(folder, `${shard[0]}.jsonl`);
      await imagenetV2(...evaluate, ...skip, "--shard", shard, "--results", results);
      parts.push(results);
    }
    const merged = join(folder, "merged.jsonl");
    const { stdout } = await imagenetV2("merge", ...parts, "--results", merged, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ n: 9, skipped: { length: 3 } });
    const whole = join(folder, "whole.jsonl");
    await imagenetV2(...evaluate, ...skip, "--results", whole);
    expect(await readFile(merged, "utf8")).toBe(await readFile(whole, "utf8"));
  });

  test("has a marked tile in a sheet, and is named beside its path", async () => {
    const output = join(folder, "sheet.html");
    const { exitCode, stdout, stderr } = await imagenetV2("show", ...skip, "--output", output);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${output}\n` });
    expect(stderr).toContain("Skipped 3 images that cannot be decoded: ");
    expectNamed(stderr);
    expect((await readFile(output, "utf8")).match(/note">cannot be decoded/g)).toHaveLength(3);
    const text = await imagenetV2("show", ...skip, "--rows", "12", "--columns", "1");
    expect(text.stdout.match(/cannot be decoded/g)).toHaveLength(3);
  });

  test("has a mark in the catalogue page", async () => {
    const { exitCode, stdout } = await imagenetV2("info", "--format", "html", ...skip);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('class="figure"');
  });

  test("is left out of a bench, which names it", async () => {
    const { stdout } = await imagenetV2("bench", ...skip);
    expect(stdout).toContain("Skipped 3 images that cannot be decoded: ");
    expectNamed(stdout);
    const { stdout: json } = await imagenetV2("bench", ...skip, "--json");
    expect(JSON.parse(json)).toMatchObject({
      bytes: { num_examples: 12 },
      images: { num_examples: 9 },
      batches: { num_examples: 9 },
      skipped: { length: 3 },
    });
  });

  test("is marked in an export, which names it", async () => {
    const site = join(folder, "site");
    const { exitCode, stdout } = await imagenetV2("explore", ...data, "--export", site, "--json");
    expect(exitCode).toBe(0);
    expect([...JSON.parse(stdout).skipped].sort()).toEqual(damaged);
    expect(await readdir(join(site, "thumbnails"))).toHaveLength(9);
  });

  test("is stored by prepare as it is: nothing is decoded", async () => {
    const made = await imagenetV2("prepare", "imagenet_v2/topimages", ...data);
    expect(made.exitCode).toBe(0);
    expect(made.stderr).toContain("12 examples");
  });
});

// One of 12 bits a sample; two that are cut, too large. In both one whose data is broken for Pillow, too. A PNG
// is none of them.
const strangers = [
  [sharedFile("cases/archives/with-12bit.tar"), 4, 2],
  [sharedFile("cases/archives/with-cut.tar"), 5, 3],
] as const;

test.skipIf(strangers.some(([path]) => path === undefined)).each(strangers)(
  "a stranger's archive is scored without what cannot be decoded: %s (../shared)",
  async (path, n, length) => {
    const there = ["--archive", path as string, "--partial", "--on-error", "skip"];
    const { exitCode, stdout } = await imagenetV2(...evaluate, ...there, "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ n, skipped: { length } });
  },
);
