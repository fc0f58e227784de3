// Models of all shapes, by the command line.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { classes } from "@imagenet-v2/core";
import { onnxFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });

function evaluateModel(file: Uint8Array, ...more: readonly string[]) {
  const path = join(temporaryFolder(), "model.onnx");
  writeFileSync(path, file);
  const data = ["--sample", "--split", "test[:4]", "--preprocessing", "imagenet"];
  return imagenetV2("evaluate", "--model", path, ...data, ...more);
}

describe("a model of several outputs", () => {
  const twins = onnxFile({ output: "head", moreOutputs: ["head_dist"] });

  test("is refused, and the hint names --model-output", async () => {
    const { exitCode, stderr } = await evaluateModel(twins);
    expect(exitCode).toBe(4);
    expect(stderr).toContain("head [n, 1000]; head_dist [n, 1000]");
    expect(stderr).toContain("--model-output");
  });

  test("is scored by the one that is named, and reports say which", async () => {
    const { stdout } = await evaluateModel(twins, "--model-output", "head_dist");
    expect(stdout).toMatch(/Model, settings +output head_dist/);
  });

  test("is refused with a name that it does not have", async () => {
    const { exitCode, stderr } = await evaluateModel(twins, "--model-output", "tail");
    expect(exitCode).toBe(2);
    expect(stderr).toContain('has no output "tail".');
    expect(stderr).toContain("It has: head [n, 1000]");
  });
});

test("a model of one image at a time is scored without an option", async () => {
  const { exitCode, stdout } = await evaluateModel(onnxFile({ shape: [1, 3, 4, 4] }), "--json");
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ n: 4 });
});

describe("labels of the outputs", () => {
  const file = (labels: readonly string[]) => {
    const path = join(temporaryFolder(), "labels.txt");
    writeFileSync(path, labels.join("\n"));
    return path;
  };
  const wnids = classes.map(({ wnid }) => wnid);

  test("tell which output stands for which class, and make another run of it", async () => {
    const asGiven = await evaluateModel(onnxFile(), "--json");
    const labels = file([...wnids].reverse());
    const { exitCode, stdout } = await evaluateModel(onnxFile(), "--labels", labels, "--json");
    expect(exitCode).toBe(0);
    const { run } = JSON.parse(stdout);
    expect(run.model.settings.labels).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.parse(asGiven.stdout).run.model.settings).toBeUndefined();
  });

  test("of another model are refused, and the hint names the flags", async () => {
    const { exitCode, stderr } = await evaluateModel(onnxFile(), "--labels", file(["cat", "dog"]));
    expect(exitCode).toBe(2);
    expect(stderr).toContain("none of the model's 2 outputs stands for class 0 (n01440764 tench)");
    expect(stderr).toContain("--classes");
  });

  test("are asked for where a model has 21,841 outputs", async () => {
    const { stderr } = await evaluateModel(onnxFile({ classes: 21_841 }));
    expect(stderr).toContain("Say what its outputs stand for: --labels");
  });
});

test("--model-output does nothing with --predictions", async () => {
  const { exitCode, stderr } = await imagenetV2(
    ...["evaluate", "--predictions", "p.jsonl", "--model-output", "logits"],
  );
  expect(exitCode).toBe(2);
  expect(stderr).toContain("--model-output does nothing with --predictions.");
});
