import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isImageNetV2Error } from "@imagenet-v2/core";
import { evaluate, type OnnxModelOptions, onnxModel } from "@imagenet-v2/evaluate";
import { onnxFile, onnxWeights, temporaryFolder, tinyJpeg } from "@imagenet-v2/fixtures";
import { datasetOf } from "@imagenet-v2/loader";
import { MemoryStore } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";

const zeroToOne = { mean: [0, 0, 0], std: [1, 1, 1] } as const;

function file(content: Uint8Array | string, name = "model.onnx"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** Five pictures whose red is the class: of 1000 from black to red. */
const reds = [0, 200, 400, 600, 1000];
const images: Record<string, Uint8Array> = {};
for (const red of reds) {
  const label = Math.min(red, 999);
  const color = [Math.round((255 * red) / 1000), 0, 0] as const;
  images[`${label}/${"a".repeat(40)}.jpeg`] = await tinyJpeg({ color });
}
const dataset = datasetOf(await MemoryStore.of(images));

/** Where it does not matter. */
const imagenet = { preprocessing: "imagenet" } as const;

describe("runs a model", () => {
  test.each([
    [
      "of planes and floats",
      {},
      { layout: "nchw", type: "float32", batchSize: undefined, size: [4, 4] },
    ],
    ["of pixels", { shape: ["n", 4, 4, 3] }, { layout: "nhwc" }],
    ["of one image at a time", { shape: [1, 3, 4, 4] }, { batchSize: 1 }],
    ["of three images at a time", { shape: [3, 3, 4, 4] }, { batchSize: 3 }],
    ["of any size", { shape: ["n", 3, "h", "w"] }, { size: undefined }],
    ["of another input and output", { input: "x:0", output: "y" }, { name: "x:0" }],
    ["with a background class", { classes: 1001 }, {}],
    ["of float16", { type: "float16", outputType: "float16" }, { type: "float16" }],
    ["of float64", { type: "float64", outputType: "float64" }, { type: "float64" }],
  ] as const)("%s", async (_, options, input) => {
    const model = await onnxModel(file(onnxFile(options)), { preprocessing: zeroToOne });
    expect(model.input).toMatchObject(input);
    const { predictions } = await evaluate(model, dataset, {
      batchSize: model.input.batchSize ?? 2,
    });
    await model.close();
    for (const { label, top } of predictions) {
      // A step of red is four classes, and JPEG may be off by one.
      const step = model.input.type === "float16" ? 64 : 8;
      expect(Math.abs((top[0] as number) - label)).toBeLessThan(step);
    }
  });

  test.each(["int8", "uint8", "int16", "uint16", "int32", "uint32"] as const)(
    "whose scores are %s: it ranks them, and claims no confidence",
    async (outputType) => {
      const model = await onnxModel(file(onnxFile({ outputType })), {
        preprocessing: { mean: [0, 0, 0], std: [0.01, 0.01, 0.01] },
      });
      const { predictions, scores, run } = await evaluate(model, dataset);
      await model.close();
      expect(run.outputs).toBe("1000 integers");
      expect(scores.calibration).toBeUndefined();
      // Of a mean of 100 times the red: 2 m c / 1000, cut to whole numbers, is highest for the last.
      const red = predictions.find(({ label }) => label === 400);
      expect(red).not.toHaveProperty("probabilities");
      expect(red?.top[0]).toBeGreaterThan(980);
    },
  );

  test("of bytes", async () => {
    // Means of 0 to 255 favour the last class of all, but for black.
    const model = await onnxModel(file(onnxFile({ type: "uint8" })), imagenet);
    const { predictions, run } = await evaluate(model, dataset);
    await model.close();
    expect(run.preprocessing).toMatchObject({ dtype: "uint8", crop: 4, resize: 5 });
    const tops = predictions.map(({ label, top }) => [label, top[0]]).sort();
    expect(tops).toEqual([
      [0, 0],
      [200, 999],
      [400, 999],
      [600, 999],
      [999, 999],
    ]);
  });
});

test("tells its name, checksum and preprocessing", async () => {
  const bytes = onnxFile({ shape: ["n", 128, 96, 3] });
  const model = await onnxModel(file(bytes, "tiny.onnx"), imagenet);
  await model.close();
  expect(model).toMatchObject({
    name: "tiny.onnx",
    sha256: createHash("sha256").update(bytes).digest("hex"),
    preprocessing: {
      preprocessing: { resize: 110, crop: [128, 96], layout: "nhwc" },
      source: "preset imagenet (torchvision), at the model's size",
    },
  });
});

describe("knows all that its numbers come from", () => {
  const inFolder = (weights: Uint8Array) => {
    const path = file(onnxFile({ weights: "m.data" }), "m.onnx");
    writeFileSync(join(path, "..", "m.data"), weights);
    return path;
  };
  const digest = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");

  test("external data belongs to the checksum", async () => {
    const [here, there] = [onnxWeights(), onnxWeights({ towards: -1 })];
    const sums: string[] = [];
    for (const weights of [here, there, here]) {
      const model = await onnxModel(inFolder(weights), imagenet);
      await model.close();
      sums.push(model.sha256);
    }
    expect(sums[0]).not.toBe(sums[1]);
    expect(sums[0]).toBe(sums[2]);
    const own = digest(onnxFile({ weights: "m.data" }));
    expect(sums[0]).toBe(digest(`${own}\n${digest(here)} m.data\n`));
  });

  test("results of equal files with other external data are not mixed", async () => {
    const results = join(temporaryFolder(), "r.jsonl");
    const one = await onnxModel(inFolder(onnxWeights()), imagenet);
    const other = await onnxModel(inFolder(onnxWeights({ towards: -1 })), imagenet);
    const first = await evaluate(one, dataset, { results });
    await expect(evaluate(other, dataset, { results })).rejects.toMatchObject({
      code: "UNMERGEABLE",
      message: expect.stringContaining("model differ"),
    });
    const { predictions } = await evaluate(other, dataset);
    expect(predictions).not.toEqual(first.predictions);
    await Promise.all([one.close(), other.close()]);
  });

  test("external data that is passed in counts, and not the file of that name", async () => {
    const path = inFolder(onnxWeights());
    const given = onnxWeights({ towards: -1 });
    const model = await onnxModel(path, {
      ...imagenet,
      session: { externalData: [{ path: "m.data", data: given }] },
    });
    await model.close();
    const own = digest(onnxFile({ weights: "m.data" }));
    expect(model.sha256).toBe(digest(`${own}\n${digest(given)} m.data\n`));
  });

  test.each([
    [{ graphOptimizationLevel: "disabled" }, { graphOptimizationLevel: "disabled" }],
    [
      { executionProviders: [{ name: "cpu", useArena: false }] },
      { executionProviders: ['{"name":"cpu","useArena":false}'] },
    ],
    [{ freeDimensionOverrides: { n: 5 } }, { freeDimensionOverrides: '{"n":5}' }],
    // What is the default, or changes no number.
    [{ executionProviders: ["cpu"], intraOpNumThreads: 1, logSeverityLevel: 3 }, undefined],
    [{ extra: { "session.intra_op.allow_spinning": "1" } }, undefined],
    [
      { extra: { session: { set_denormal_as_zero: "1" } } },
      { extra: '{"session":{"set_denormal_as_zero":"1"}}' },
    ],
    [{}, undefined],
  ])("of the session %j is kept %j", async (session, settings) => {
    const model = await onnxModel(file(onnxFile()), { ...imagenet, session });
    const { run } = await evaluate(model, dataset);
    await model.close();
    expect(run.model.settings).toEqual(settings);
  });
});

describe("device and threads", () => {
  const path = file(onnxFile());

  test("are given to onnxruntime, and change no result", async () => {
    const model = await onnxModel(path, { ...imagenet });
    const other = await onnxModel(path, { ...imagenet, device: "cpu", threads: 2 });
    const { made: _, ...run } = (await evaluate(model, dataset)).run;
    expect((await evaluate(other, dataset)).run).toMatchObject(run);
    await Promise.all([model.close(), other.close()]);
  });

  test("that onnxruntime does not have are refused, with those that it has", async () => {
    await expect(onnxModel(path, { ...imagenet, device: "cdua" })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "device",
      message: 'device: this onnxruntime has no "cdua".',
      hint: expect.stringMatching(/^It comes with cpu/),
    });
  });

  test.skipIf(existsSync("/dev/nvidia0"))(
    "that this machine lacks are refused by name",
    async () => {
      await expect(onnxModel(path, { ...imagenet, device: "cuda" })).rejects.toMatchObject({
        code: "INVALID_OPTION",
        option: "device",
        message: expect.stringContaining("cuda"),
        hint: expect.stringMatching(/^It comes with cpu/),
      });
    },
  );

  test.skipIf(existsSync("/dev/nvidia0"))("are not blamed for a broken model", async () => {
    const cut = file(onnxFile().subarray(0, 5000));
    for (const device of ["cpu", "cuda"]) {
      await expect(onnxModel(cut, { ...imagenet, device })).rejects.toMatchObject({
        code: "INVALID_MODEL",
        path: cut,
      });
    }
  });

  test.each([
    ["device", { device: "cpu", session: { executionProviders: ["cpu"] } }],
    ["threads", { threads: 1, session: { intraOpNumThreads: 1 } }],
  ])("%s is not said twice", async (option, options) => {
    await expect(onnxModel(path, { ...imagenet, ...options })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option,
    });
  });
});

describe("refuses", () => {
  const lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3572458\n";
  const small = onnxFile();
  test.each<readonly [string, Uint8Array | string, string]>([
    ["a Git LFS pointer", lfs, "is a Git LFS pointer, not the model."],
    ["an empty file", "", "is empty."],
    ["a web page", "<!DOCTYPE html><title>404</title>", "is a web page."],
    ["a cut file", small.subarray(0, 5000), "is truncated or not an ONNX model"],
    ["something else", "not a model at all, and long enough", "is truncated or not an ONNX model"],
    ["another protobuf", Buffer.from("\x0a\x03abc"), "onnxruntime cannot load it"],
    ["five channels", onnxFile({ shape: ["n", 5, 4, 4] }), "its input images takes [n, 5, 4, 4]"],
    ...(["int64", "bool"] as const).map(
      (type) => [`input of ${type}`, onnxFile({ type }), `its input images takes ${type}`] as const,
    ),
    ...(["int64", "uint64", "bool"] as const).map(
      (type) =>
        [
          `output of ${type}`,
          onnxFile({ outputType: type }),
          `its output scores gives ${type}`,
        ] as const,
    ),
    ["output of bfloat16", onnxFile({ outputType: "bfloat16" }), "(bfloat16)"],
    ["two inputs", onnxFile({ moreInputs: 1 }), "it has 2 inputs"],
  ])("%s", async (_, content, message) => {
    const path = file(content);
    const error = await onnxModel(path).catch((error: unknown) => error);
    if (!isImageNetV2Error(error, "INVALID_MODEL")) throw error;
    expect(error.path).toBe(path);
    expect(error.message).toContain(message);
  });

  test("10 classes, where the images are of 1000", async () => {
    const model = await onnxModel(file(onnxFile({ classes: 10 })), { preprocessing: zeroToOne });
    await expect(evaluate(model, dataset)).rejects.toMatchObject({
      code: "MODEL_OUTPUT",
      message: expect.stringContaining("gave 10 scores for an image: 1000 are needed, or 1001"),
    });
    await model.close();
  });

  test("a file that is not there, and a folder", async () => {
    await expect(onnxModel("/nowhere/m.onnx")).rejects.toMatchObject({ code: "NOT_FOUND" });
    const folder = join(temporaryFolder(), "m.onnx");
    mkdirSync(folder);
    await expect(onnxModel(folder)).rejects.toThrow("has no ONNX file");
  });

  test.each([[undefined], [5], [{}], [["m.onnx"]]])("%j for a path", async (path) => {
    await expect(onnxModel(path as never)).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });

  test("a size the model does not take", async () => {
    const options: OnnxModelOptions = { preprocessing: { resize: 256, crop: 224 } };
    await expect(onnxModel(file(small), options)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining(
        "takes images of 4 × 4, and the preprocessing (said) makes 224 × 224",
      ),
    });
  });
});

describe("what a runtime gives", () => {
  /** Gives the rows of two images again and again. */
  const runtime = (type: string, [first, second]: readonly [object, object]) => ({
    InferenceSession: {
      create: async () => ({
        inputMetadata: [{ name: "x", isTensor: true, type: "float32", shape: ["n", 3, 4, 4] }],
        outputMetadata: [{ name: "y", isTensor: true }],
        run: async ({ x }: Record<string, { shape: number[] }>) => {
          const n = x?.shape[0] ?? 0;
          const rows = Array.from({ length: n }, (_, i) => (i % 2 === 0 ? first : second));
          const ofKind = first.constructor as unknown as { from(all: unknown[]): unknown };
          return { y: { type, data: ofKind.from(rows.flatMap((row) => [...(row as [])])) } };
        },
        release: async () => {},
      }),
    },
    Tensor: class {
      readonly shape: readonly number[];
      constructor(_: string, __: unknown, shape: readonly number[]) {
        this.shape = shape;
      }
    } as never,
  });
  const path = file(onnxFile());

  test("is read by the type that it tells, whatever the file declares", async () => {
    const first = new Uint16Array(1000).fill(0x3c00); // 1
    const second = first.slice();
    first[7] = 0x4400; // 4
    second[8] = 0xc400; // -4
    const model = await onnxModel(path, {
      ...imagenet,
      runtime: runtime("float16", [first, second]),
    });
    const { predictions } = await evaluate(model, dataset.take(2));
    expect(predictions.map(({ top }) => top.slice(0, 3))).toEqual([
      [7, 0, 1],
      [0, 1, 2],
    ]);
  });

  test.each([
    ["int64", new BigInt64Array(1000)],
    ["string", Array(1000).fill("x")],
    ["bool", new Uint8Array(1000)],
    ["bfloat16", new Uint16Array(1000)],
  ] as const)("is refused where it is %s", async (type, row) => {
    await expect(
      onnxModel(path, { ...imagenet, runtime: runtime(type, [row, row]) }),
    ).rejects.toMatchObject({
      code: "INVALID_MODEL",
      message: expect.stringContaining("its output y gave"),
    });
  });
});
