import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onnxFile, temporaryFolder, tinyJpeg, writeTar } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });
const folder = temporaryFolder();
const model = join(folder, "model.onnx");
writeFileSync(model, onnxFile());
const archive = join(folder, "ILSVRC2012_img_val.tar");
const body = await tinyJpeg();
await writeTar(
  archive,
  [1, 2, 3].map((number) => ({ name: `ILSVRC2012_val_0000000${number}.JPEG`, body })),
);
const argv = ["evaluate", "--sample", "--model", model, "--preprocessing", "mobilenet"];
const both = [...argv, "--val-archive", archive];

test("evaluate --val-archive scores the model on the validation set, too, and goes on with both", async () => {
  const results = join(temporaryFolder(), "m.jsonl");
  const run = () => imagenetV2(...both, "--partial", "--json", "--results", results);
  const { exitCode, stdout } = await run();
  expect(exitCode).toBe(0);
  const facts = JSON.parse(stdout);
  expect(facts).toMatchObject({
    ...{ val_read_as: "measured", val_n: 3, gap: null },
    warning: expect.stringMatching(/^SAMPLE.*PARTIAL: the validation accuracy is of 3 of 50,000/),
    validation_run: { dataset: { name: "imagenet2012" }, images: { count: 3 } },
  });
  expect(facts.val_correct / 3).toBe(facts.val);
  const beside = results.replace(".jsonl", ".validation.jsonl");
  const [header = "", first = ""] = readFileSync(beside, "utf8").split("\n");
  expect(JSON.parse(header)).toMatchObject({
    dataset: { name: "imagenet2012" },
    preprocessing: JSON.parse(readFileSync(results, "utf8").split("\n")[0] ?? "").preprocessing,
  });
  // By the published list.
  expect(JSON.parse(first)).toMatchObject({ file_name: "ILSVRC2012_val_00000001.JPEG", label: 65 });
  expect(JSON.parse((await run()).stdout)).toEqual({ ...facts, resumed_from: facts.n });
});

test("evaluate --val-archive refuses a part of the validation set before it scores anything", async () => {
  const results = join(temporaryFolder(), "m.jsonl");
  const { exitCode, stderr } = await imagenetV2(...both, "--results", results);
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain(archive);
  expect(stderr).toContain("--partial");
  expect(existsSync(results)).toBe(false);
});

test.each([
  [["--val", "76"], "cannot be used with"],
  [["--shard", "0/2"], "--val-archive does nothing with --shard"],
  [["--preprocessing", "probe"], "--val-archive does nothing with --preprocessing probe"],
])("evaluate --val-archive %j is a wrong usage", async (more, message) => {
  const rest = more[0] === "--preprocessing" ? both.slice(0, 4).concat(both.slice(6)) : both;
  const { exitCode, stderr } = await imagenetV2(...rest, ...more);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});

test("evaluate --val-archive is for V2 alone", async () => {
  const classes = join(folder, "classes.txt");
  writeFileSync(classes, "a\nb\nc\nd\ne\n");
  const own = ["--archive", folder, "--classes", classes];
  const cases = [
    [["evaluate", "imagenet2012", "--model", model, "--archive", archive], "Name a variant"],
    [["evaluate", "--model", model, ...own], "name the variant"],
    [["evaluate", "--predictions", "p.jsonl"], "--val-archive does nothing with --predictions"],
  ] as const;
  for (const [given, message] of cases) {
    const { exitCode, stderr } = await imagenetV2(...given, "--val-archive", archive);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
  }
});
