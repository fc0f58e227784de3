// Models of all shapes, by the command line.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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

describe("an encoder of images", () => {
  /** Of ImageNet's thousand, in a plane, by their angle. */
  const matrix = (classes: number) => {
    const numbers = new Float32Array(3 * classes);
    for (let c = 0; c < classes; c++) numbers.set([1, Math.cos(c), Math.sin(c)], 3 * c);
    const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${classes}, 3), }`;
    const path = join(temporaryFolder(), "classes.npy");
    const start = Buffer.from("\x93NUMPY\x01\x00v\x00", "latin1");
    const text = `${header.padEnd(117)}\n`;
    writeFileSync(path, Buffer.concat([start, Buffer.from(text), Buffer.from(numbers.buffer)]));
    return path;
  };
  const encoder = onnxFile({ classes: 3 });

  test("is scored by --class-embeddings, and the report names them", async () => {
    const [file, scale] = [matrix(1000), ["--logit-scale", "12.5"]];
    const { exitCode, stdout } = await evaluateModel(encoder, "--class-embeddings", file, ...scale);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/classEmbeddings [0-9a-f]{64}, logitScale 12\.5/);
    expect(stdout).toContain("1000 logits");
  });

  test("with embeddings of 999 classes is refused", async () => {
    const { exitCode, stderr } = await evaluateModel(encoder, "--class-embeddings", matrix(999));
    expect(exitCode).toBe(4);
    expect(stderr).toContain("[1000, 3] is needed");
  });

  test("has its embeddings beside a list of models, where there are several", async () => {
    const file = matrix(1000);
    const folder = dirname(file);
    writeFileSync(join(folder, "clip.onnx"), encoder);
    writeFileSync(join(folder, "plain.onnx"), onnxFile());
    const list = join(folder, "list.json");
    const clip = { model: "clip.onnx", classEmbeddings: "classes.npy", logitScale: 50 };
    writeFileSync(list, JSON.stringify([clip, { model: "plain.onnx" }]));
    const results = join(folder, "results");
    const { exitCode, stderr } = await imagenetV2(
      ...["evaluate", "--models", list, "--results-dir", results, "--sample"],
      ...["--split", "test[:4]", "--preprocessing", "imagenet"],
    );
    expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
    const [written] = readdirSync(results).filter((name) => name.startsWith("clip"));
    const [header = ""] = readFileSync(join(results, written as string), "utf8").split("\n");
    expect(JSON.parse(header).model.settings).toMatchObject({ logitScale: 50 });
  });

  test.each([
    ["without --class-embeddings", ["--logit-scale", "50"], "--logit-scale does nothing without"],
    ["of 0", ["--class-embeddings", "c.npy", "--logit-scale", "0"], "It must be a number above 0."],
    ["of words", ["--class-embeddings", "c.npy", "--logit-scale", "e"], "a number above 0."],
  ])("takes no scale %s", async (_, options, message) => {
    const { exitCode, stderr } = await evaluateModel(encoder, ...options);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
