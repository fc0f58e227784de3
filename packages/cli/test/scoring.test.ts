import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { run } from "@imagenet-v2/cli";
import { fileNames } from "@imagenet-v2/core/file-names";
import { onnxFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });
const folder = temporaryFolder();

/** Predictions for all images of a variant, right but for every `wrong`-th. */
function predictions(name: string, wrong: number): string {
  const lines = fileNames("matched-frequency").map((file_name, i) => {
    const label = Number.parseInt(file_name, 10);
    const others = [1, 2, 3, 4, 5].map((step) => (label + step) % 1000);
    return JSON.stringify({
      file_name,
      top: i % wrong === 0 ? others : [label, ...others.slice(1)],
    });
  });
  const path = join(folder, name);
  writeFileSync(path, lines.join("\n"));
  return path;
}

const good = predictions("good.jsonl", 4);
const bad = predictions("bad.jsonl", 3);

test("evaluate --predictions needs no archive, and counts", async () => {
  const { exitCode, stdout, stderr } = await imagenetV2(
    "evaluate",
    "--predictions",
    good,
    "--json",
    "--val",
    "85",
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({
    n: 10_000,
    top1_correct: 7500,
    top5_correct: 7500,
    top1: 0.75,
    top5: 0.75,
    // Clopper and Pearson's, by statsmodels.
    top1_interval: [expect.closeTo(0.741391, 6), expect.closeTo(0.758463, 6)],
    provenance: "complete",
    variant: "matched-frequency",
    model: "good.jsonl",
    warning: null,
    classes: 1000,
    rank_of: 335,
    encoding: "format-val",
    gap: expect.closeTo(0.1, 10),
  });
});

test("evaluate says the same for people, and writes a page", async () => {
  const output = join(folder, "report.html");
  const { stdout } = await imagenetV2("evaluate", "--predictions", good, "--output", output);
  expect(stdout).toContain("top-1   75.00 %  74.14 % to 75.85 %  7,500 of 10,000");
  expect(stdout).toContain("beside 335 published models on matched-frequency, today's pictures");
  expect(readFileSync(output, "utf8")).toMatch(/^<!doctype html>/);
});

test("evaluate says aloud that predictions are one class off", async () => {
  const lines = readFileSync(good, "utf8")
    .split("\n")
    .map((line) => JSON.parse(line));
  const shifted = lines.map(({ file_name, top }) => ({
    file_name,
    top: top.map((each: number) => (each + 1) % 1000),
  }));
  const path = join(folder, "shifted.jsonl");
  writeFileSync(path, shifted.map((line) => JSON.stringify(line)).join("\n"));
  const { stdout } = await imagenetV2("evaluate", "--predictions", path);
  expect(stdout).toMatch(
    /With each output standing for the class before, 7,49\d of 10,000 images are right instead of 0\./,
  );
  const { stdout: right } = await imagenetV2("evaluate", "--predictions", good, "--json");
  expect(JSON.parse(right).notes).toEqual([]);
});

test("evaluate and compare over some classes say over which", async () => {
  const classes = join(folder, "classes.txt");
  writeFileSync(classes, [...Array(200).keys()].join("\n"));
  const over = ["--classes", classes];
  // Each prediction has five classes of a thousand: those of the last images go beyond 199.
  const { exitCode, stderr } = await imagenetV2("evaluate", "--predictions", good, ...over);
  expect(exitCode).toBe(4);
  expect(stderr).toMatch(/Of the 5 classes predicted \d are among the 200 that count/);

  const lines = readFileSync(good, "utf8")
    .split("\n")
    .map((line) => JSON.parse(line));
  const within = lines.map(({ top, ...rest }) => ({
    ...rest,
    top: [...top, ...[...Array(200).keys()].filter((each) => !top.includes(each))],
  }));
  const full = join(folder, "full.jsonl");
  writeFileSync(full, within.map((line) => JSON.stringify(line)).join("\n"));
  const { stdout } = await imagenetV2("evaluate", "--predictions", full, ...over, "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    n: 2000,
    classes: 200,
    warning: expect.stringMatching(/^RESTRICTED: over 200 of the model's 1000 classes/),
    rank: null,
  });
  const { stdout: same } = await imagenetV2("compare", full, full, ...over, "--json");
  expect(JSON.parse(same)).toMatchObject({ n: 2000, only_first: 0 });
});

test("compare says which is better, or that nobody can tell", async () => {
  const { stdout } = await imagenetV2("compare", good, bad);
  expect(stdout).toContain("good.jsonl is better than bad.jsonl: p < 0.001.");
  const { stdout: same } = await imagenetV2("compare", good, good, "--json");
  expect(JSON.parse(same)).toMatchObject({ verdict: "undecided", only_first: 0, p: 1 });
});

test("compare labels a part", async () => {
  const cut = (path: string) => {
    const half = `${path}.part.jsonl`;
    writeFileSync(half, readFileSync(path, "utf8").split("\n").slice(0, 500).join("\n"));
    return half;
  };
  const files = [cut(good), cut(bad)];
  const { stdout } = await imagenetV2("compare", ...files, "--partial");
  expect(stdout).toMatch(/^PARTIAL: 500 images, not all of matched-frequency\.\n/);
  const { stdout: json } = await imagenetV2("compare", ...files, "--partial", "--json");
  expect(JSON.parse(json)).toMatchObject({ n: 500, partial: true });
  const { stdout: whole } = await imagenetV2("compare", good, bad, "--json");
  expect(JSON.parse(whole)).toMatchObject({ n: 10_000, partial: false });
});

describe("exit codes", () => {
  const part = join(folder, "part.jsonl");
  writeFileSync(part, readFileSync(good, "utf8").split("\n").slice(0, 50).join("\n"));
  test.each([
    [["evaluate"], 2, "neither --model nor --predictions"],
    [["evaluate", "--predictions", good, "--output", "report.pdf"], 2, "End it in .html or .md."],
    [["evaluate", "--predictions", good, "--val", "850"], 2, "percentage"],
    [["evaluate", "--predictions", join(folder, "no.csv")], 6, "no such file"],
    [["evaluate", "--predictions", part], 4, "9950 of 10000 images have no prediction"],
    [["evaluate", "imagenet_v2/topimages", "--predictions", good], 4, "is not among the images"],
    [["evaluate", "--model", join(folder, "no.onnx"), "--sample"], 6, "no such file"],
    [["evaluate", "--model", good, "--sample"], 4, "is truncated or not an ONNX model"],
    [["evaluate", "--model", good, "--sample", "--shard", "8/8"], 2, "no part 8 of 8"],
    [["evaluate", "--model", good, "--predictions", good], 2, "cannot be used with"],
    [["compare", good], 2, "nothing to compare with"],
    [["merge", good], 4, "no results file"],
    [["evaluate", "--predictions", good, "--classes", join(folder, "no.txt")], 6, "no such file"],
  ] as const)("%j: %d", async (argv, code, message) => {
    const { exitCode, stdout, stderr } = await imagenetV2(...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("evaluate --partial labels a part", async () => {
    const { exitCode, stdout } = await imagenetV2(
      "evaluate",
      "--predictions",
      part,
      "--partial",
      "--json",
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      n: 50,
      provenance: "partial",
      warning: expect.stringMatching(/^PARTIAL: 50 of the 10,000/),
      rank: null,
    });
  });
});

describe("evaluate --val", () => {
  test.each([
    ["0.85", "Validation accuracy: 85.00 % (0.85 read as a share)."],
    ["85", "Validation accuracy: 85.00 % (85 read as a percentage)."],
    ["1", "Validation accuracy: 100.00 % (1 read as a share)."],
  ])("%s is said as it was read", async (val, words) => {
    const { stdout } = await imagenetV2("evaluate", "--predictions", good, "--val", val);
    expect(stdout).toContain(words);
  });

  test("is in the JSON", async () => {
    const { stdout } = await imagenetV2("evaluate", "--predictions", good, "--val", "85", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ val: 0.85, val_read_as: "percentage" });
  });
});

test("evaluate says that it does not know the preprocessing of predictions", async () => {
  const { stdout } = await imagenetV2("evaluate", "--predictions", good);
  expect(stdout).toContain("not known, as these predictions do not tell it");
  const { stdout: json } = await imagenetV2("evaluate", "--predictions", good, "--json");
  expect(JSON.parse(json)).toMatchObject({ preprocessing: null, preprocessing_source: null });
});

describe("evaluate --model", () => {
  const model = join(folder, "model.onnx");
  writeFileSync(model, onnxFile());
  const argv = ["evaluate", "--sample", "--model", model, "--preprocessing", "mobilenet", "--json"];

  test("finds the same with any workers, threads and cache", async () => {
    const results = async (...options: string[]) => {
      const path = join(temporaryFolder(), "results.jsonl");
      const { exitCode, stderr } = await imagenetV2(
        ...argv,
        "--quiet",
        "--results",
        path,
        ...options,
      );
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      return readFileSync(path, "utf8");
    };
    const expected = await results();
    expect(await results("--workers", "0")).toBe(expected);
    expect(await results("--threads", "1", "--workers", "3", "--device", "cpu")).toBe(expected);
    const cache = ["--cache", join(folder, "sample.npy")];
    expect(await results(...cache)).toBe(expected);
    expect(await results(...cache)).toBe(expected);
  });

  test("shows how far --cache has come, and nothing of it where the cache is there", async () => {
    const cache = ["--cache", join(temporaryFolder(), "sample.npy")];
    const talking = commandLine({
      env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir },
      isTTY: true,
    });
    expect((await talking(...argv, ...cache)).stderr).toContain("Decoding");
    expect((await talking(...argv, ...cache)).stderr).not.toContain("Decoding");
    expect((await talking(...argv, "--quiet", ...cache)).stderr).toBe("");
  });

  test("counts its rate from the first images on, whatever came before", async () => {
    let [now, drawn] = [Date.now(), ""];
    const clock = vi.spyOn(Date, "now").mockImplementation(() => now);
    onTestFinished(() => clock.mockRestore());
    // A second goes by with each line that is drawn.
    const write = (chunk: unknown, _: unknown, done: () => void) => {
      drawn += chunk;
      if (`${chunk}`.includes(":")) now += 1000;
      done();
    };
    const stderr = Object.assign(new Writable({ write }), { isTTY: true, columns: 100 });
    const stdout = Object.assign(new PassThrough().resume(), { isTTY: false, columns: 100 });
    const env = { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir };
    const cache = ["--cache", join(temporaryFolder(), "sample.npy")];
    const { signal } = new AbortController();
    const all = [...argv, ...cache, "--batch-size", "2"];
    expect(await run(all, { stdout, stderr, env, signal })).toBe(0);
    const lines = drawn.split("\r").filter((line) => line.includes("Evaluating"));
    expect(drawn).toContain("Decoding");
    expect(lines[0]).toMatch(/: \d+ %, 2 of \d+, top-1/);
    expect(lines[1]).toMatch(/: \d+ %, 4 of \d+, 2 a second, /);
  });

  test("decodes nothing for --cache where --results is finished", async () => {
    const results = ["--results", join(temporaryFolder(), "results.jsonl")];
    const cache = join(temporaryFolder(), "sample.npy");
    const first = await imagenetV2(...argv, ...results);
    const second = await imagenetV2(...argv, ...results, "--cache", cache);
    expect(JSON.parse(second.stdout).top1).toBe(JSON.parse(first.stdout).top1);
    expect(second.exitCode).toBe(0);
    expect(existsSync(cache)).toBe(false);
  });

  test("--device that there is not is refused, with those that there are", async () => {
    const { exitCode, stdout, stderr } = await imagenetV2(...argv, "--device", "gpu");
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(JSON.parse(stderr)).toMatchObject({
      error: "INVALID_OPTION",
      option: "device",
      hint: expect.stringMatching(/^It comes with cpu/),
    });
  });
});
