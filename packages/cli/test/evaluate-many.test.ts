import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { onnxFile, onnxWeights, temporaryFolder, tinyJpeg, writeTar } from "@imagenet-v2/fixtures";
import { beforeAll, describe, expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });
const sample = ["--sample", "--split", "test[:6]"];

const models = temporaryFolder();
const [a, b] = [join(models, "a.onnx"), join(models, "b.onnx")];
writeFileSync(a, onnxFile());
writeFileSync(b, onnxFile({ shape: ["n", 3, 8, 8] }));
const small = JSON.stringify({ resize: 8, crop: 8 });

/** A list of models, two of which want the same pixels. */
function list(...more: readonly object[]): string {
  const path = join(temporaryFolder(), "list.json");
  const entries = [
    { name: "plain", model: b, preprocessing: { resize: 8, crop: 8 }, val: 0.7 },
    { name: "scaled: otherwise", model: b, preprocessing: { resize: 8, crop: 8, std: [1, 1, 1] } },
    { name: "large", model: a, preprocessing: "imagenet" },
  ];
  writeFileSync(path, JSON.stringify([...entries, ...more]));
  return path;
}

/** The lines of a results file but the first, which has the day and the model's name. */
function linesOf(path: string): string[] {
  return readFileSync(path, "utf8").split("\n").slice(1);
}

describe("several models at once", () => {
  const results = join(temporaryFolder(), "results");
  const run = () =>
    imagenetV2("evaluate", ...sample, "--models", list(), "--results-dir", results, "--json");
  let first = "";
  beforeAll(async () => {
    const { exitCode, stdout } = await run();
    expect(exitCode).toBe(0);
    first = stdout;
  }, 120_000);

  test("have a results file each, and a leaderboard", () => {
    const files = readdirSync(results).sort();
    expect(files).toHaveLength(3);
    expect(files.map((name) => name.replace(/-[0-9a-f]{8}/, ""))).toEqual([
      expect.stringMatching(/^large\..+\.jsonl$/),
      expect.stringMatching(/^plain\..+\.jsonl$/),
      expect.stringMatching(/^scaled_ otherwise\..+\.jsonl$/),
    ]);
    const [board, ...others] = JSON.parse(first).boards;
    expect(others).toEqual([]);
    expect(board.models.map(({ model }: { model: string }) => model).sort()).toEqual([
      "large",
      "plain",
      "scaled: otherwise",
    ]);
    expect(board.comparisons).toHaveLength(3);
  });

  test("have the results of single runs", async () => {
    const single = join(temporaryFolder(), "single.jsonl");
    const how = ["--preprocessing", small, "--results", single];
    expect((await imagenetV2("evaluate", ...sample, "--model", b, ...how)).exitCode).toBe(0);
    const [file = ""] = readdirSync(results).filter((name) => name.startsWith("plain."));
    expect(linesOf(join(results, file))).toEqual(linesOf(single));
  });

  test("go on where they were interrupted, and do nothing twice", async () => {
    const [large = "", plain = "", scaled = ""] = readdirSync(results)
      .sort()
      .map((name) => join(results, name));
    const before = [plain, scaled].map((path) => readFileSync(path, "utf8"));
    const times = [large, scaled].map((path) => statSync(path).mtimeMs);
    rmSync(plain);
    const { stdout } = await run();
    expect(stdout).toBe(first);
    expect([plain, scaled].map((path) => readFileSync(path, "utf8"))).toEqual(before);
    expect([large, scaled].map((path) => statSync(path).mtimeMs)).toEqual(times);
  });

  test("are found again by report", async () => {
    const { stdout } = await imagenetV2("report", results);
    expect(stdout).toContain("3 models on ");
  });
});

test("models of a folder are files, and folders as the hub has them", async () => {
  const hub = join(temporaryFolder(), "models");
  for (const name of ["hubbed", "empty"]) mkdirSync(join(hub, name, "onnx"), { recursive: true });
  writeFileSync(join(hub, "hubbed", "onnx", "model.onnx"), onnxFile());
  writeFileSync(join(hub, "one.onnx"), onnxFile());
  writeFileSync(join(hub, "notes.txt"), "");
  // The hub's own cache has links to where the bytes lie.
  symlinkSync("one.onnx", join(hub, "linked.onnx"));
  const results = temporaryFolder();
  const { exitCode, stdout } = await imagenetV2(
    ...["evaluate", ...sample, "--models", hub, "--preprocessing", "imagenet"],
    ...["--results-dir", results],
  );
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^3 models on /);
  expect(
    readdirSync(results)
      .map((name) => name.split(".")[0])
      .sort(),
  ).toEqual(["hubbed", "linked", "one"]);
});

test("a model that fails is named, and the others are scored", async () => {
  const bad = join(models, "nan.onnx");
  writeFileSync(bad, onnxFile({ weights: "nan.bin" }));
  writeFileSync(join(models, "nan.bin"), onnxWeights({ towards: Number.NaN }));
  const path = list({ name: "broken", model: bad, preprocessing: "imagenet" });
  const { exitCode, stdout, stderr } = await imagenetV2(
    ...["evaluate", ...sample, "--models", path, "--results-dir", temporaryFolder()],
  );
  expect(exitCode).not.toBe(0);
  expect(stdout).toMatch(/^3 models on /);
  expect(stderr).toMatch(/^Failed: broken on .+NaN/m);
  const args = ["--models", path, "--results-dir", temporaryFolder(), "--json"];
  const { stderr: lines } = await imagenetV2("evaluate", ...sample, ...args);
  const told = lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(told).toContainEqual(
    expect.objectContaining({ failed: "broken", message: expect.stringContaining("NaN") }),
  );
});

test("--classes counts for a named dataset of an archive, too", async () => {
  const archive = join(temporaryFolder(), "ILSVRC2012_img_val.tar");
  await writeTar(archive, [{ name: "ILSVRC2012_val_00000001.JPEG", body: await tinyJpeg() }]);
  const classes = join(temporaryFolder(), "classes.txt");
  // The image's own class is 65.
  writeFileSync(classes, "61\n62\n63\n64\n65\n");
  const { exitCode, stdout } = await imagenetV2(
    ...["evaluate", "imagenet2012", "--archive", archive, "--partial", "--classes", classes],
    ...["--model", a, "--preprocessing", "imagenet", "--results-dir", temporaryFolder(), "--json"],
  );
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout).boards[0].models).toMatchObject([{ n: 1, classes: 5 }]);
});

describe("refused before the first image", () => {
  const results = temporaryFolder();
  const file = (text: string) => {
    const path = join(temporaryFolder(), "list.json");
    writeFileSync(path, text);
    return path;
  };
  test.each([
    ["two models without a folder", ["--model", a, "--model", b], "--results-dir"],
    ["models as a shell expands them", ["--model", a, b], "Say --model before each"],
    [
      "two of one name",
      ["--model", a, "--model", join(temporaryFolder(), "a.onnx"), "--results-dir", results],
      "Two models are called a.onnx.",
    ],
    ["a list that is not JSON", ["--models", file("["), "--results-dir", results], "not JSON"],
    [
      "a list with a typo",
      ["--models", file('[{"model": "a.onnx", "preprocesing": "clip"}]'), "--results-dir", results],
      "preprocesing",
    ],
    [
      "a folder without models",
      ["--models", temporaryFolder(), "--results-dir", results],
      "no ONNX file",
    ],
    [
      "a file for the results of several",
      ["--model", a, "--results-dir", results, "--results", "r.jsonl"],
      "--results does nothing with --results-dir.",
    ],
    [
      "all variants of one archive",
      ["--model", a, "--all-variants", "--archive", "x", "--results-dir", results],
      "--archive does nothing with --all-variants.",
    ],
  ])("%s", async (_, args, says) => {
    const { exitCode, stderr } = await imagenetV2("evaluate", ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
    expect(readdirSync(results)).toEqual([]);
  });
});
