import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { beforeAll, describe, expect, test } from "vitest";
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

  test("that nobody says is refused, and nothing is guessed", async () => {
    const { exitCode, stdout, stderr } = await imagenetV2(...run);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("nothing says what it wants done to an image");
    expect(stderr).toContain("--preprocessing probe");
  });

  test("is in every report, with who said it and all else that the numbers depend on", async () => {
    const [output, results] = [join(folder, "made.md"), join(folder, "made.jsonl")];
    const said = [...run, "--preprocessing", "mobilenet", "--probed"];
    const { stdout } = await imagenetV2(...said, "--output", output, "--results", results);
    const source =
      "preset mobilenet (Keras and TF-Slim), chosen on this test set, at the model's size";
    for (const line of ["How this was made", "resize 146, crop 128, bilinear, RGB,", source]) {
      expect(stdout).toContain(line);
    }
    expect(stdout).toMatch(/Model, SHA-256 +5bf31a1a12ce/);
    expect(stdout).toMatch(/Versions .*onnxruntime \d/);
    expect(readFileSync(output, "utf8")).toContain("chosen on this test set");
    const { stdout: merged } = await imagenetV2("merge", results);
    expect(merged).toContain(source);
    const { stdout: json } = await imagenetV2(...said, "--results", results, "--json");
    expect(JSON.parse(json)).toMatchObject({
      preprocessing: { resize: 146, crop: 128 },
      preprocessing_source: source,
      run: { made: { versions: { node: process.versions.node } } },
    });
  });

  test("probe proposes, with counts, and scores nothing", { timeout: 120_000 }, async () => {
    const { exitCode, stdout } = await imagenetV2(...run, "--preprocessing", "probe");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\d+ of 50 right {2}mean and std 0.5/);
    expect(stdout).toMatch(/Proposed: \{|Unclear: /);
    expect(stdout).not.toContain("top-1");
    const refused = await imagenetV2(...run, "--preprocessing", "probe", "--results", "r.jsonl");
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("--results does nothing with --preprocessing probe");
  });
});

describe.skipIf(model === undefined || archive === undefined)(
  "a folder of the hub (../shared)",
  () => {
    const config = { input_size: [3, 128, 128], crop_pct: 0.875, interpolation: "bilinear" };
    const half = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
    const hub = join(folder, "hub");
    beforeAll(() => {
      mkdirSync(join(hub, "onnx"), { recursive: true });
      for (const ending of ["", "_fp16"]) {
        copyFileSync(model as string, join(hub, `onnx/model${ending}.onnx`));
      }
      const pretrained_cfg = { ...config, ...half };
      writeFileSync(join(hub, "config.json"), JSON.stringify({ pretrained_cfg }));
    });
    const run = ["evaluate", "--model", hub, "--archive", archive as string, "--partial"];

    test("with several models is refused, and --dtype chooses", async () => {
      const { exitCode, stderr } = await imagenetV2(...run);
      expect(exitCode).toBe(4);
      expect(stderr).toContain("onnx/model.onnx, onnx/model_fp16.onnx");
      expect(stderr).toContain("--dtype");
      const { stdout } = await imagenetV2(...run, "--dtype", "fp16", "--json");
      expect(JSON.parse(stdout)).toMatchObject({
        model: "hub",
        preprocessing: { resize: 146, crop: 128, mean: half.mean },
        preprocessing_source: "config: config.json",
      });
    });
  },
);
