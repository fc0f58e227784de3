import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });
const folder = temporaryFolder();

const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
const model = sharedFile("models/mobilenet_v1_0.25_128_qdq.onnx");
const half = JSON.stringify({ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });

describe.skipIf(archive === undefined || model === undefined)("a real model (../shared)", () => {
  const common = ["--archive", archive as string, "--partial"];
  const run = ["evaluate", "--model", model as string, "--preprocessing", half, ...common];

  test("is scored", async () => {
    const { exitCode, stdout, stderr } = await imagenetV2(
      ...[...run, "--json", "--probe", "--no-progress"],
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({
      n: 50,
      provenance: "partial",
      resumed_from: 0,
      notes: [expect.any(String)],
    });
    expect(json.top1_correct).toBeGreaterThan(15);
    expect(json.run.outputs).toBe("1001 probabilities");
  });

  test("over some classes is scored so, and compared with its like alone", async () => {
    const classes = join(folder, "six.txt");
    writeFileSync(classes, "n01440764 tench\n1\n2\n10\n999\n3\n");
    const [some, all] = [join(folder, "some.jsonl"), join(folder, "all.jsonl")];
    const over = ["--classes", classes, "--json"];
    // By its name the archive keeps its classes, and the list says which count.
    const { stdout } = await imagenetV2(...run, "imagenet_v2", "--results", some, ...over);
    expect(JSON.parse(stdout)).toMatchObject({
      n: 50,
      classes: 6,
      run: { classes: [0, 1, 2, 3, 10, 999] },
    });
    const { stdout: over1000 } = await imagenetV2(...run, "--results", all, "--json");
    expect(JSON.parse(stdout).top1).toBeGreaterThan(JSON.parse(over1000).top1);
    const { stdout: merged } = await imagenetV2("merge", some, "--json");
    expect(JSON.parse(merged)).toMatchObject({ n: 50, classes: 6 });
    const { exitCode, stderr } = await imagenetV2("compare", some, all, "--partial");
    expect(exitCode).toBe(4);
    expect(stderr).toContain(
      "some.jsonl was scored over 6 of 1000 classes and all.jsonl over all 1000",
    );
  });

  test("in two shards is scored the same, merged", async () => {
    const whole = join(folder, "whole.jsonl");
    const parts = [join(folder, "0.jsonl"), join(folder, "1.jsonl")];
    const batches = ["--batch-size", "10"];
    await imagenetV2(...run, ...batches, "--results", whole);
    for (const [i, part] of parts.entries()) {
      await imagenetV2(...run, ...batches, "--results", part, "--shard", `${i}/2`);
    }
    const merged = join(folder, "merged.jsonl");
    const { stdout } = await imagenetV2("merge", ...parts, "--results", merged, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ n: 50 });
    expect(readFileSync(merged)).toEqual(readFileSync(whole));
    const { stdout: again } = await imagenetV2(
      "evaluate",
      "--predictions",
      merged,
      ...common,
      "--json",
    );
    expect(JSON.parse(again).top1_correct).toBe(JSON.parse(stdout).top1_correct);
  });
});

describe.skipIf(archive === undefined || model === undefined)("preprocessing (../shared)", () => {
  const run = ["evaluate", "--model", model as string, "--archive", archive as string, "--partial"];

  test("that nobody said is told before the work, and in every report", async () => {
    const [output, results] = [join(folder, "assumed.md"), join(folder, "assumed.jsonl")];
    const { stdout, stderr } = await imagenetV2(...run, "--output", output, "--results", results);
    const line = "Preprocessing, assumed as none was given: resize 146, crop 128, bilinear, RGB,";
    expect(stderr).toContain("No --preprocessing is given: imagenet is assumed");
    expect(stdout).toContain(line);
    expect(readFileSync(output, "utf8")).toContain(line);
    const { stdout: merged } = await imagenetV2("merge", results);
    expect(merged).toContain(line);
    const { stdout: json } = await imagenetV2(...run, "--results", results, "--json");
    expect(JSON.parse(json)).toMatchObject({
      preprocessing: { resize: 146, crop: 128 },
      preprocessing_assumed: true,
      run: { preprocessing_assumed: true },
    });
  });

  test("that was given is told, and --quiet says nothing but the report", async () => {
    const { stdout, stderr } = await imagenetV2(...run, "--preprocessing", half);
    expect(stderr).not.toContain("--preprocessing");
    expect(stdout).toContain(
      "Preprocessing: resize 146, crop 128, bilinear, RGB, mean 0.5 0.5 0.5",
    );
    expect((await imagenetV2(...run, "--quiet")).stderr).toBe("");
  });
});
