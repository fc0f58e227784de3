import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { isImageNetV2Error } from "@imagenet-v2/core";
import {
  type EvaluationProgress,
  evaluate,
  type Model,
  merge,
  onnxModel,
  type Predict,
  probeMistakes,
  readClasses,
  readPredictions,
} from "@imagenet-v2/evaluate";
import { archiveOf, temporaryFolder, threeNames, tinyJpeg } from "@imagenet-v2/fixtures";
import { type CacheProgress, datasetOf, load, type TensorBatch } from "@imagenet-v2/loader";
import { MemoryStore } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";
import { oneHot, onePixel, pictures, readColour } from "./pictures.ts";

const labels = [0, 1, 2, 10, 999, 500, 31, 32, 64, 7];
const dataset = await pictures(labels);
const options = { preprocessing: onePixel, batchSize: 4 };

test("shows a model every image and counts what is right", async () => {
  const { scores, predictions, run } = await evaluate(readColour, dataset, options);
  expect(scores).toMatchObject({
    n: 10,
    top1: { correct: 10, accuracy: 1 },
    top5: { correct: 10 },
  });
  expect(predictions.map(({ label }) => label)).toEqual([...dataset.records()].map((r) => r.label));
  expect(run).toMatchObject({ provenance: "custom", variant: null, from: 0, to: 10 });
  // The likelihood of the best of 1000 logits, 5 and else 0.
  expect(predictions[0]?.likelihood).toBeCloseTo(Math.E ** 5 / (Math.E ** 5 + 999), 6);
});

test("an archive that is a Blob is told from others by its bytes, as a file is", async () => {
  const path = join(temporaryFolder(), "three.tar");
  const jpeg = await tinyJpeg({ color: [0, 0, 100] });
  await archiveOf(path, threeNames, { topDirectory: "imagenetv2-top-images", jpeg: () => jpeg });
  const run = async (archive: string | Blob) => {
    const dataset = await load("imagenet_v2", { archive, partial: true, split: "test" });
    return (await evaluate(readColour, dataset, { ...options, workers: 0 })).run;
  };
  const ofFile = await run(path);
  expect(ofFile.archive).toMatch(/^[0-9a-f]{64}$/);
  expect(await run(new Blob([readFileSync(path)]))).toEqual(ofFile);
});

test("gives the model batches with names, labels and indices", async () => {
  const seen: TensorBatch[] = [];
  const keep = (batch: TensorBatch) => {
    seen.push(batch);
    return readColour(batch);
  };
  await evaluate(keep, dataset.skip(1), { ...options, preprocessing: { resize: [4, 6] } });
  expect(seen.map(({ image }) => image.shape)).toEqual([
    [4, 3, 4, 6],
    [4, 3, 4, 6],
    [1, 3, 4, 6],
  ]);
  const records = [...dataset.skip(1).records()];
  expect(seen.flatMap(({ file_name }) => file_name)).toEqual(records.map((r) => r.file_name));
  expect(seen.flatMap(({ index }) => [...index])).toEqual(records.map((r) => r.index));
  expect(seen.flatMap(({ label }) => [...label])).toEqual(records.map((r) => r.label));
});

describe.each([0, 2])("the memory of batches that %d threads make", (workers) => {
  const seen = async (model: Predict | Model, reuse?: boolean) => {
    const data: TensorBatch["image"]["data"][] = [];
    const copies: TensorBatch["image"]["data"][] = [];
    const predict: Predict = (batch) => {
      data.push(batch.image.data);
      copies.push(batch.image.data.slice());
      return readColour(batch);
    };
    const asked = typeof model === "function" ? predict : { ...model, predict };
    const { predictions } = await evaluate(asked, dataset, { ...options, workers, reuse });
    return { data, copies, predictions, buffers: new Set(data.map(({ buffer }) => buffer)).size };
  };
  const model = { name: "colours", preprocessing: onePixel, predict: readColour };

  test("is a function's own, and a model's that says nothing", async () => {
    for (const each of [readColour, model]) {
      const { data, copies } = await seen(each);
      expect(data).toEqual(copies);
    }
  });

  test("is the same for all where the model or the caller says so, with the same results", async () => {
    const own = await seen(readColour);
    const reused = await seen(readColour, true);
    const byModel = await seen({ ...model, reuse: true });
    const refused = await seen({ ...model, reuse: true }, false);
    expect(own.buffers).toBe(3);
    expect([reused.buffers, byModel.buffers]).toEqual([1, 1]);
    expect(refused.buffers).toBe(3);
    expect(reused.copies).toEqual(own.copies);
    for (const { predictions } of [reused, byModel, refused]) {
      expect(predictions).toEqual(own.predictions);
    }
  });
});

describe("a cache of decoded images", () => {
  const folder = temporaryFolder();
  const archive = join(folder, "three.tar");
  const cache = join(folder, "three.cache");
  const load3 = () => load("imagenet_v2", { archive, partial: true, split: "test" });

  test("gives the same results, when it is made and when it is read", async () => {
    const jpeg = await tinyJpeg({ color: [0, 0, 100] });
    await archiveOf(archive, threeNames, {
      topDirectory: "imagenetv2-top-images",
      jpeg: () => jpeg,
    });
    const expected = await evaluate(readColour, await load3(), options);
    for (let run = 0; run < 2; run++) {
      const found = await evaluate(readColour, await load3(), { ...options, cache });
      expect(found).toEqual(expected);
      expect(readFileSync(cache).length).toBeGreaterThan(0);
    }
  });

  test("holds all images, whichever shard of them was done, and tells how far it is", async () => {
    const whole = join(folder, "whole.cache");
    const told: CacheProgress[] = [];
    const onCacheProgress = (progress: CacheProgress) => told.push(progress);
    const part = { ...options, batchSize: 1, shard: { index: 1, count: 3 }, cache: whole };
    await evaluate(readColour, await load3(), { ...part, onCacheProgress });
    expect(JSON.parse(readFileSync(`${whole}.json`, "utf8")).file_name).toHaveLength(3);
    expect(told.at(-1)).toMatchObject({ done: 3, total: 3 });
  });

  test("is not made where the results are there already", async () => {
    const results = join(folder, "results.jsonl");
    const unused = join(folder, "unused.cache");
    const first = await evaluate(readColour, await load3(), { ...options, results });
    const again = { ...options, results, cache: unused };
    const second = await evaluate(readColour, await load3(), again);
    expect(second.predictions).toEqual(first.predictions);
    expect(second.resumedFrom).toBe(3);
    expect(existsSync(unused)).toBe(false);
  });

  test("of another preprocessing is never taken for this one's", async () => {
    const preprocessing = { resize: [2, 1], dtype: "uint8" } as const;
    const shapes: (readonly number[])[] = [];
    const predict: Predict = (batch) => {
      shapes.push(batch.image.shape);
      return batch.file_name.map(() => oneHot(0));
    };
    await evaluate(predict, await load3(), { ...options, preprocessing, cache });
    expect(shapes).toEqual([[3, 3, 2, 1]]);
  });
});

describe("takes scores", () => {
  const rows = (batch: TensorBatch) => readColour(batch);
  test.each([
    ["as rows", rows],
    ["as typed rows", (batch: TensorBatch) => rows(batch).map((row) => Float32Array.from(row))],
    ["as one array", (batch: TensorBatch) => Float32Array.from(rows(batch).flat())],
    ["as a plain array", (batch: TensorBatch) => rows(batch).flat()],
    [
      "as a tensor",
      async (batch: TensorBatch) => ({ data: Float64Array.from(rows(batch).flat()) }),
    ],
    ["with a background class", (batch: TensorBatch) => rows(batch).map((row) => [9, ...row])],
    [
      "of another realm",
      (batch: TensorBatch) =>
        runInNewContext("Float32Array.from(rows)", { rows: rows(batch).flat() }),
    ],
    [
      "as rows of another realm",
      (batch: TensorBatch) =>
        runInNewContext("rows.map((row) => Float64Array.from(row))", { rows: rows(batch) }),
    ],
    [
      "as what is like an array",
      (batch: TensorBatch) => ({ ...rows(batch).flat(), length: 1000 * batch.label.length }),
    ],
    [
      "as the bits of float16",
      // 5 is 2^2 times 1.25.
      (batch: TensorBatch) => ({
        data: Uint16Array.from(rows(batch).flat(), (score) => (score === 5 ? 0x4500 : 0)),
        type: "float16",
      }),
    ],
    ["as integers", (batch: TensorBatch) => Int8Array.from(rows(batch).flat())],
  ])("%s", async (_, predict) => {
    const { scores } = await evaluate(predict, dataset, options);
    expect(scores.top1.correct).toBe(10);
  });

  test("tells logits from probabilities, and 1000 from 1001", async () => {
    const share = (batch: TensorBatch) =>
      readColour(batch).map((row) => [0.1, ...row.map((score) => (score === 5 ? 0.9 : 0))]);
    const { predictions, run } = await evaluate(share, dataset, options);
    expect(run.outputs).toBe("1001 probabilities");
    // As the model gave them: the background's share is not dealt out.
    expect(predictions[0]?.probabilities).toEqual([0.9, 0, 0, 0, 0]);
    const { run: other } = await evaluate(readColour, dataset, options);
    expect(other.outputs).toBe("1000 logits");
  });
});

describe("refuses", () => {
  const code = (code: string, message: string) =>
    expect.objectContaining({ code, message: expect.stringContaining(message) });
  test.each([
    ["999 scores", () => Array(4).fill(oneHot(1, 999)), "gave 999 scores"],
    ["1000 scores for all images together", () => Array(1000).fill(0), "gave 250 scores"],
    ["a row too few", (b: TensorBatch) => readColour(b).slice(1), "3 rows of scores for 4 images"],
    ["nothing", () => [], "0 rows"],
    ["NaN", () => Array(4).fill(Array(1000).fill(Number.NaN)), "gave NaN for output 0"],
    ["undefined", () => undefined, "gave undefined"],
    ["null", async () => null, "gave null"],
    ["one number", () => 7, "gave one number"],
    ["a text", () => "0".repeat(4000), 'gave "000'],
    ["a promise of nothing", async () => {}, "gave undefined"],
    ["a function as data", () => ({ data: () => {} }), "gave a function"],
    ["an object by output names", () => ({ logits: [1] }), "an object without scores"],
    ["a sparse array", () => new Array(4000), "gave undefined as output 0"],
    ["sparse rows", () => [new Array(1000), [], [], []], "gave undefined as output 0"],
    [
      "rows with a hole",
      (b: TensorBatch) => Object.assign(readColour(b), { 2: undefined }),
      "gave undefined",
    ],
    ["texts", () => Array(4000).fill("1"), 'gave "1" as output 0'],
    ["BigInts", () => Array(4000).fill(1n), "gave a BigInt as output 0"],
    ["a BigInt64Array", () => new BigInt64Array(4000), "gave BigInt64Array"],
    ["bits", () => new Uint16Array(4000), "may be integers or the bits of float16"],
    ["a DataView", () => new DataView(new ArrayBuffer(4000)), "gave DataView"],
    ["bool", () => ({ data: new Uint8Array(4000), type: "bool" }), "gave bool in a Uint8Array"],
    [
      "1001 scores after 1000",
      (b: TensorBatch) => readColour(b).map((row) => (b.label.length < 4 ? [0, ...row] : row)),
      "gave 1001 scores, and 1000 for the images before",
    ],
  ] as [string, Predict, string][])("%s", async (_, predict, message) => {
    await expect(evaluate(predict, dataset, options)).rejects.toEqual(
      code("MODEL_OUTPUT", message),
    );
  });

  test.each([
    ["a path", ["m.onnx", dataset], 'not "m.onnx"', 'onnxModel("m.onnx")'],
    ["nothing", [undefined, dataset], "not undefined", ""],
    [
      "an object without predict",
      [{ name: "m", preprocessing: onePixel }, dataset],
      "predict must be a function",
      "",
    ],
    [
      "a model without a name",
      [{ predict: readColour, preprocessing: onePixel }, dataset],
      "name must be a string",
      "",
    ],
    ["no dataset", [readColour, undefined], "not undefined", "load("],
    ["a promise of a dataset", [readColour, Promise.resolve(dataset)], "not a promise", "await"],
    [
      "a pipeline",
      [readColour, dataset.map((each) => each)],
      "must be a Dataset",
      "map and filter",
    ],
  ] as const)("%s in place of a model or dataset", async (_, args, message, hint) => {
    const error = await evaluate(...(args as unknown as [Model, typeof dataset]), options).catch(
      (error: unknown) => error,
    );
    if (!isImageNetV2Error(error, "INVALID_OPTION")) throw error;
    expect(error.message).toContain(message);
    expect(error.hint ?? "").toContain(hint);
  });

  const notPaths = [undefined, null, 5, {}, "a\0b"];

  test.each(notPaths)("%j for a path, wherever one is read", async (path) => {
    const refused = expect.objectContaining({ code: "INVALID_OPTION" });
    await expect(readPredictions(path as never)).rejects.toEqual(refused);
    await expect(readClasses(path as never)).rejects.toEqual(refused);
    await expect(onnxModel(path as never)).rejects.toEqual(refused);
    await expect(merge(path as never)).rejects.toEqual(refused);
    await expect(merge([path] as never)).rejects.toEqual(refused);
    await expect(probeMistakes(path as never, dataset)).rejects.toEqual(refused);
  });

  test("options that merge does not know", async () => {
    await expect(merge(["a"], { result: "b" } as never)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      hint: expect.stringContaining('Did you mean "results"?'),
    });
  });

  test("a model that throws, naming the batch, with its error as cause", async () => {
    const cause = new Error("out of memory");
    const predict = () => {
      throw cause;
    };
    const error = await evaluate(predict, dataset, options).catch((error: unknown) => error);
    if (!isImageNetV2Error(error, "CALLBACK_FAILED")) expect.unreachable();
    expect(error.fileName).toBe([...dataset.records()][0]?.file_name);
    expect(error.cause).toBe(cause);
  });

  test("an image that cannot be decoded, by its name", async () => {
    const name = `5/${"a".repeat(40)}.jpeg`;
    const broken = datasetOf(await MemoryStore.of({ [name]: new Uint8Array(100) }));
    await expect(evaluate(readColour, broken, options)).rejects.toThrow(name);
  });

  test("a dataset that skips every image", async () => {
    const name = `5/${"a".repeat(40)}.jpeg`;
    const store = await MemoryStore.of({ [name]: (await tinyJpeg()).subarray(0, 30) });
    const results = join(temporaryFolder(), "r.jsonl");
    for (let run = 0; run < 2; run++) {
      await expect(
        evaluate(readColour, datasetOf(store, { onError: "skip" }), { ...options, results }),
      ).rejects.toMatchObject({ code: "INCOMPLETE_DATA", missing: [name] });
    }
  });

  test.each([
    [{ batchSize: 0 }, "batchSize"],
    [{ batchsize: 8 }, 'Did you mean "batchSize"?'],
    [{ shard: { index: 2, count: 2 } }, "no part 2 of 2"],
    [{ shard: { index: 0, count: 4 }, batchSize: 10 }, "part 0 of 4 has no images"],
    [{ preprocessing: "resnet" }, "preprocessing"],
  ])("%j", async (wrong, message) => {
    const error = await evaluate(readColour, dataset, { ...options, ...wrong } as never).catch(
      (error: unknown) => error,
    );
    if (!isImageNetV2Error(error, "INVALID_OPTION")) expect.unreachable();
    expect(`${error.message} ${error.hint}`).toContain(message);
  });
});

test("tells how far it has come, with the accuracy so far", async () => {
  const seen: EvaluationProgress[] = [];
  await evaluate(readColour, dataset, { ...options, onProgress: (p) => seen.push(p) });
  expect(seen.map(({ done, total, top1 }) => [done, total, top1.correct])).toEqual([
    [4, 10, 4],
    [8, 10, 8],
    [10, 10, 10],
  ]);
  expect(seen.at(-1)?.secondsLeft).toBe(0);
  expect(seen[0]?.top1.interval[1]).toBe(1);
});

test("stops when asked to, even if the model never answers", async () => {
  const stop = new AbortController();
  const reason = new Error("enough");
  const run = evaluate(
    () => {
      setImmediate(() => stop.abort(reason));
      return new Promise<never>(() => {});
    },
    dataset,
    { ...options, signal: stop.signal },
  );
  await expect(run).rejects.toBe(reason);
});

test("runs a model that is an instance of a class", async () => {
  class Reader {
    readonly name = "reader";
    readonly preprocessing = onePixel;
    readonly #read = readColour;
    predict(batch: TensorBatch) {
      return this.#read(batch);
    }
  }
  const { scores } = await evaluate(new Reader(), dataset);
  expect(scores.top1.correct).toBe(10);
});

test("stops when asked to, with the reason", async () => {
  const stop = new AbortController();
  const reason = new Error("enough");
  const run = evaluate(readColour, dataset, {
    ...options,
    signal: stop.signal,
    onProgress: () => stop.abort(reason),
  });
  await expect(run).rejects.toBe(reason);
});

describe("with a results file", () => {
  test("writes a line about the run and one for each image", async () => {
    const results = join(temporaryFolder(), "new", "r.jsonl");
    const { predictions, run } = await evaluate(readColour, dataset, { ...options, results });
    const [header, ...lines] = readFileSync(results, "utf8").trimEnd().split("\n");
    expect(JSON.parse(header as string)).toEqual(run);
    expect(lines.map((line) => JSON.parse(line))).toEqual(predictions);
    expect((await readPredictions(results)).predictions).toEqual(predictions);
    expect((await readPredictions(results)).run).toEqual(run);
  });

  test.each([
    ["between lines", -1],
    ["in a line", -30],
  ])("goes on where a run ended %s, to the same file", async (_, cut) => {
    const folder = temporaryFolder();
    const whole = join(folder, "whole.jsonl");
    await evaluate(readColour, dataset, { ...options, results: whole });
    const bytes = readFileSync(whole);
    const lines = bytes.toString().split("\n").slice(0, 7).join("\n");
    const results = join(folder, "r.jsonl");
    writeFileSync(`${results}.part`, `${lines}\n`.slice(0, cut === -1 ? undefined : cut));
    let calls = 0;
    const counted = (batch: TensorBatch) => {
      calls++;
      return readColour(batch);
    };
    const told: number[] = [];
    const { resumedFrom } = await evaluate(counted, dataset, {
      ...{ ...options, results },
      onProgress: (progress) => told.push(progress.resumedFrom),
    });
    // Six, or five, were there: one whole batch.
    expect([resumedFrom, calls]).toEqual([4, 2]);
    expect(told).toEqual([4, 4]);
    expect(readFileSync(results)).toEqual(bytes);
  });

  test("throws away what a crash scrambled", async () => {
    const folder = temporaryFolder();
    const whole = join(folder, "whole.jsonl");
    await evaluate(readColour, dataset, { ...options, results: whole });
    const results = join(folder, "r.jsonl");
    const bytes = readFileSync(whole);
    bytes.fill(0, Math.floor(bytes.length / 3));
    writeFileSync(`${results}.part`, bytes);
    await evaluate(readColour, dataset, { ...options, results });
    expect(readFileSync(results)).toEqual(readFileSync(whole));
  });

  test("reads a finished run without asking the model", async () => {
    const results = join(temporaryFolder(), "r.jsonl");
    const first = await evaluate(readColour, dataset, { ...options, results });
    const again = await evaluate(() => expect.unreachable(), dataset, { ...options, results });
    expect(again.scores).toEqual(first.scores);
    expect(again.resumedFrom).toBe(10);
  });

  test.each([
    ["model", { name: "another" }],
    ["preprocessing", { preprocessing: { ...onePixel, channels: "bgr" as const } }],
    ["batch_size", { batchSize: 5 }],
    ["images", {}],
  ])("refuses to go on with another %s", async (what, other) => {
    const results = join(temporaryFolder(), "r.jsonl");
    await evaluate(readColour, dataset, { ...options, results });
    const shown = what === "images" ? dataset.shuffle({ seed: 1 }) : dataset;
    await expect(
      evaluate(readColour, shown, { ...options, ...other, results }),
    ).rejects.toMatchObject({
      code: "UNMERGEABLE",
      message: `${results} holds the results of another run: ${what} differ.`,
    });
  });

  test("two at once make one", async () => {
    const results = join(temporaryFolder(), "r.jsonl");
    let calls = 0;
    const counted = (batch: TensorBatch) => {
      calls++;
      return readColour(batch);
    };
    const run = () => evaluate(counted, dataset, { ...options, results });
    const [one, other] = await Promise.all([run(), run()]);
    expect(one.scores).toEqual(other.scores);
    expect(calls).toBe(3);
  });
});

test("takes preprocessing and name from a model that has them", async () => {
  const model: Model = {
    name: "reader",
    sha256: "0".repeat(64),
    preprocessing: onePixel,
    predict: readColour,
  };
  const { run, scores } = await evaluate(model, dataset);
  expect(run.model).toEqual({ name: "reader", sha256: "0".repeat(64) });
  const { run: renamed } = await evaluate(model, dataset, { name: "another" });
  expect(renamed.model).toEqual({ name: "another", sha256: "0".repeat(64) });
  expect(run.preprocessing).toMatchObject({ resize: [1, 1], dtype: "uint8" });
  expect(scores.top1.correct).toBe(10);
});
