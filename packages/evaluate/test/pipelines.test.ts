import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { classes, type ImageTensor, isImageNetV2Error } from "@imagenet-v2/core";
import { decodeImage } from "@imagenet-v2/decode";
import {
  type Answer,
  type Classify,
  type EvaluationProgress,
  evaluate,
  htmlReport,
  type ImagePipeline,
  markdownReport,
  merge,
  type Predict,
  readPredictions,
  report,
  textReport,
} from "@imagenet-v2/evaluate";
import { temporaryFolder, tinyJpeg } from "@imagenet-v2/fixtures";
import { datasetOf } from "@imagenet-v2/loader";
import { MemoryStore } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";
import { ownDataset } from "./own-dataset.ts";
import { oneHot, onePixel, pictures, readColour } from "./pictures.ts";

const labels = [0, 1, 2, 10, 999, 500, 31, 32, 64, 7];
const dataset = await pictures(labels);
const names = Array.from(dataset.records(), ({ file_name }) => file_name);
const inOrder = Array.from(dataset.records(), ({ label }) => label);

/** The class that the first pixel's red and green tell. */
function classIn({ data: [red = 0, green = 0] }: Pick<ImageTensor, "data">): number {
  return Math.round(red / 8) * 32 + Math.round(green / 8);
}
const fromImage: Classify<"image"> = (image) => oneHot(classIn(image));
const fromJpeg: Classify<"jpeg"> = async (jpeg) => oneHot(classIn(await decodeImage(jpeg)));
const answers = (answer: (label: number) => Answer): Classify<"image"> => {
  return (image) => answer(classIn(image));
};
const image = { input: "image" } as const;
const jpeg = { input: "jpeg" } as const;

describe("a whole pipeline", () => {
  test("is given the stored bytes, or all pixels, and scored as a model of tensors is", async () => {
    const { predictions } = await evaluate(readColour, dataset, { preprocessing: onePixel });
    for (const found of [
      await evaluate(fromJpeg, dataset, jpeg),
      await evaluate(fromImage, dataset, image),
    ]) {
      expect(found.predictions).toEqual(predictions);
      expect(found.scores.top1.correct).toBe(10);
      expect(found.scores.calibration).toBeDefined();
      expect(found.run.outputs).toBe("1000 logits");
    }
  });

  test("sees each image once, with its name and a signal", async () => {
    const seen: unknown[] = [];
    await evaluate(
      ({ shape, dtype }, { file_name, signal }) => {
        seen.push([file_name, shape, dtype, signal.aborted]);
        return 0;
      },
      dataset,
      image,
    );
    expect(seen).toEqual(names.map((name) => [name, [12, 16, 3], "uint8", false]));
  });

  test("may be an object with its name, checksum and settings, and says what it takes itself", async () => {
    const pipeline: ImagePipeline<"jpeg"> = {
      ...{ name: "server", sha256: "a".repeat(64), settings: { revision: 3 } },
      ...{ runtime: "tritonserver 2", input: "jpeg", classify: fromJpeg },
    };
    const { run } = await evaluate(pipeline, dataset);
    expect(run).toMatchObject({
      input: "jpeg",
      model: { name: "server", sha256: "a".repeat(64), settings: { revision: 3 } },
      made: { versions: { runtime: "tritonserver 2" } },
    });
  });

  test("may be an object with a method", async () => {
    class Colours implements ImagePipeline<"image"> {
      readonly name = "colours";
      readonly input = "image";
      readonly #first = 0;
      classify(each: ImageTensor) {
        return this.#first + classIn(each);
      }
    }
    const { scores } = await evaluate(new Colours(), dataset);
    expect(scores.top1.correct).toBe(10);
  });

  test("takes what its argument is from `input`", () => {
    const typed = () => [
      evaluate((bytes) => bytes.byteLength, dataset, { input: "jpeg" }),
      evaluate(({ shape: [height] }) => height, dataset, { input: "image" }),
      evaluate(({ image: { shape } }) => ({ data: shape }), dataset, { preprocessing: "clip" }),
      evaluate({ name: "p", input: "jpeg", classify: (bytes) => bytes.byteLength }, dataset),
      evaluate({ name: "p", input: "image", classify: ({ shape }) => shape[2] }, dataset),
      // @ts-expect-error pixels are no bytes
      evaluate((bytes: Uint8Array) => bytes.byteLength, dataset, { input: "image" }),
      // @ts-expect-error a pipeline does its own preprocessing
      evaluate(fromJpeg, dataset, { input: "jpeg", preprocessing: "imagenet" }),
    ];
    expect(typed).toBeTypeOf("function");
  });
});

describe("how many images are with a pipeline at once", () => {
  const most = async (concurrency?: number) => {
    let [now, highest] = [0, 0];
    const classify: Classify<"image"> = async (each, { file_name }) => {
      highest = Math.max(highest, ++now);
      // The later are answered first.
      await wait(2 * (names.length - names.indexOf(file_name)));
      now--;
      return oneHot(classIn(each));
    };
    const seen: number[] = [];
    const { predictions } = await evaluate(classify, dataset, {
      ...image,
      concurrency,
      onProgress: ({ done }) => seen.push(done),
    });
    return { highest, predictions, seen };
  };

  test("is one, or as many as are asked for; answers are counted in order", async () => {
    const one = await most();
    const four = await most(4);
    expect([one.highest, four.highest]).toEqual([1, 4]);
    expect(four.predictions).toEqual(one.predictions);
    expect(four.seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

describe("answers", () => {
  const { wnid } = classes[64] as (typeof classes)[number];
  const lemmas = (label: number) => classes[label]?.lemmas.join(", ") as string;

  test.each<[string, (label: number) => Answer]>([
    ["a label", (label) => label],
    ["a WordNet id", (label) => classes[label]?.wnid as string],
    ["a list of WordNet ids", (label) => [classes[label]?.wnid as string, "n03764736"]],
    ["{ top } with one", (label) => ({ top: [label] })],
    ["all names of a class, as labels of the hub are", lemmas],
    ["a WordNet id and names", (label) => `${classes[label]?.wnid} ${lemmas(label)}`],
    ["names with underscores", (label) => lemmas(label).replaceAll(" ", "_")],
  ])("%s: without a top-5 accuracy or a calibration", async (_, answer) => {
    const { scores, run, predictions } = await evaluate(answers(answer), dataset, image);
    expect(scores.top1.correct).toBe(10);
    expect(scores).toMatchObject({ top5: undefined, calibration: undefined, logLoss: undefined });
    expect(scores.perClass[0]).toMatchObject({ top1Correct: 1, top5Correct: undefined });
    expect(run.outputs).toBe("ranking");
    expect(predictions[0]).not.toHaveProperty("probabilities");
  });

  const ranked = (label: number) => [900, label === 500 ? 901 : 902, label, 903, 904, 905];

  test.each<[string, (label: number) => Answer]>([
    ["labels", (label) => ({ top: ranked(label) })],
    [
      "an array of integers",
      (label) => ({ top: Int32Array.from(ranked(label)) as unknown as number[] }),
    ],
    [
      "labels, WordNet ids and names",
      (label) => ({ top: ranked(label).map((each, i) => (i % 2 ? each : lemmas(each))) }),
    ],
  ])("a ranked list of five and more %s has a top-5 accuracy", async (_, answer) => {
    const { scores, predictions } = await evaluate(answers(answer), dataset, image);
    expect([scores.top1.correct, scores.top5?.correct]).toEqual([0, 10]);
    expect(scores.calibration).toBeUndefined();
    expect(predictions[0]?.top).toEqual([900, 902, inOrder[0], 903, 904]);
  });

  test("a list of fewer than five for one image of many leaves no top-5 accuracy", async () => {
    const seen: EvaluationProgress[] = [];
    const classify = answers((label) => ({ top: ranked(label).slice(label === 31 ? 3 : 0) }));
    const onProgress = (progress: EvaluationProgress) => seen.push(progress);
    const { scores } = await evaluate(classify, dataset, { ...image, onProgress });
    expect(scores.top5).toBeUndefined();
    const short = inOrder.indexOf(31);
    expect(seen.map(({ top5 }) => top5?.correct)).toEqual(
      names.map((_, i) => (i < short ? i + 1 : undefined)),
    );
  });

  test("scores come as any array, tensor, or { scores }, of 1000 or 1001 classes", async () => {
    const scores = (label: number) => oneHot(label);
    for (const answer of [
      (label: number) => Float32Array.from(scores(label)),
      (label: number) => ({ data: Float32Array.from(scores(label)), dims: [1, 1000] }),
      (label: number) => ({ scores: scores(label) }),
      (label: number) => ({ scores: { data: Int8Array.from(scores(label)) } }) as never,
      (label: number) => [0, ...scores(label)],
    ]) {
      const found = await evaluate(answers(answer), dataset, image);
      expect([found.scores.top1.correct, found.scores.top5?.n]).toEqual([10, 10]);
    }
  });

  test("of a batch are a list with one for each image", async () => {
    const seen: Predict[] = [
      (batch) => readColour(batch).map((row) => classes[row.indexOf(5)]?.wnid as string),
      (batch) => readColour(batch).map((row) => ({ top: [row.indexOf(5)] })),
    ];
    for (const predict of seen) {
      const found = await evaluate(predict, dataset, { preprocessing: onePixel, batchSize: 4 });
      expect([found.scores.top1.correct, found.scores.top5]).toEqual([10, undefined]);
      expect(found.run).toMatchObject({ outputs: "ranking", preprocessing: { resize: [1, 1] } });
    }
  });

  test("over some classes are the first of a list that counts", async () => {
    const classify = answers((label) => ({ top: [999, 300, label, wnid, 5, 6, 7, 8] }));
    const over = { ...image, classes: [0, 1, 2, 10, 31, 64] };
    await expect(evaluate(classify, dataset, over)).rejects.toThrow("named class 64 (green mamba");
    const { scores, predictions } = await evaluate(
      answers((label) => ({ top: [999, 300, label, 5, 6, 7, 8] })),
      dataset,
      over,
    );
    expect([scores.n, scores.top1.correct, scores.top5]).toEqual([6, 6, undefined]);
    expect(predictions.map(({ top }) => top)).toEqual(predictions.map(({ label }) => [label]));
  });
});

describe("of a dataset of other classes", () => {
  const four = [
    { name: "tench", wnid: "n01440764" },
    { name: "goldfish", wnid: "n01443537" },
    { name: "great white shark", wnid: "n01484850" },
    { name: "tiger shark", wnid: "n01491361" },
    { name: "hammerhead", wnid: "n01494475" },
  ];
  const ofFour = (label: number) => four[label]?.wnid as string;
  const seen = ({ data: [red = 0] }: ImageTensor) => Math.round(red / 20);

  test("labels are the dataset's; ImageNet's other classes do not count", async () => {
    const own = await ownDataset([...four].reverse(), [0, 1, 2, 3, 4]);
    const labelled = await evaluate((each) => seen(each), own, image);
    expect(labelled.scores.top1.correct).toBe(5);
    const named = await evaluate((each) => ["n02123045", ofFour(4 - seen(each))], own, image);
    expect(named.scores.top1.correct).toBe(5);
    await expect(evaluate(() => "tabby", own, image)).rejects.toMatchObject({
      code: "MODEL_OUTPUT",
      message: expect.stringContaining("none of the 1 classes that the model named"),
      hint: expect.stringContaining("long enough"),
    });
  });

  test("classes that are none of ImageNet's are the only ones known", async () => {
    const fruit = ["kiwi", "plum", "pear", "fig", "date"].map((name) => ({ name }));
    const own = await ownDataset(fruit, [0, 1, 2, 3, 4]);
    const { scores } = await evaluate((each) => fruit[seen(each)]?.name, own, image);
    expect(scores.top1.correct).toBe(5);
    await expect(evaluate(() => "tabby", own, image)).rejects.toThrow('no class "tabby"');
  });
});

describe("is refused, naming the image and the way out:", () => {
  const [first = ""] = names;
  const refused = async (answer: unknown, given: object = image) => {
    const failed = evaluate((() => answer) as never, dataset, given as never);
    const error = await failed.catch((error: unknown) => error);
    if (!isImageNetV2Error(error)) throw error;
    return error;
  };

  test.each([
    ["999 scores", oneHot(1, 999), "gave 999 scores for an image: 1000 are needed", "classifier"],
    ["five numbers", [5, 4, 3, 2, 1], "gave 5 scores", "{ top: […] }"],
    ["NaN as a score", Array(1000).fill(Number.NaN), "gave NaN for output 0", "preprocessing"],
    ["nothing", undefined, "gave undefined", "returned nothing"],
    ["null", null, "gave null", "{ top }"],
    ["an object without an answer", { label: 3 }, "an object without scores", "{ top }"],
    ["true", true, "gave true", "a single class"],
    ["no scores", [], "gave 0 scores", ""],
    ["an unknown name", "tabbby", 'ImageNet has no class "tabbby"', "tabby"],
    ["a name that two classes have", "crane", 'Several classes are called "crane"', "WordNet id"],
    ["a name that two classes have in CLIP", "missile", "Several classes", "WordNet id"],
    ["a name among others that are another's", "tabby, tench", 'no class "tabby, tench"', ""],
    ["a name and what is none", "tabby, toy", 'no class "tabby, toy"', ""],
    ["NaN as a class", Number.NaN, "no class NaN", "0 to 999"],
    ["a fraction as a class", 3.5, "no class 3.5", "0 to 999"],
    ["a class below 0", { top: [-1] }, "no class -1", "0 to 999"],
    ["a class beyond the last", { top: [1000] }, "no class 1000", "background"],
    ["a class twice", { top: [7, 8, 7] }, "named class 7 (cock) twice", "each class once"],
    ["a class by two names", ["cock", "n01514668"], "class 7 (cock) twice", "each class once"],
    ["no class", { top: [] }, "named no class", "one class or more"],
    ["a list with a hole", { top: [1, undefined] }, "undefined is not a class", ""],
    ["a list in a list", { top: [[1, 2]] }, "is not a class", ""],
    ["texts and numbers", ["tabby", 3, null], "null is not a class", ""],
    [
      "each class once, which may be scores or a ranked list",
      Array.from({ length: 1000 }, (_, i) => 999 - i),
      "the class indices 0 to 999, each once",
      "{ top: […] }",
    ],
  ])("%s", async (_, answer, message, hint) => {
    const error = await refused(answer);
    expect(error).toMatchObject({ code: "MODEL_OUTPUT", fileName: first });
    expect(error.message).toContain(first);
    expect(error.message).toContain(message);
    expect(error.hint ?? "").toContain(hint);
  });

  test("a full ranked list and scores that are 0 to 999, where they say which they are", async () => {
    const order = Array.from({ length: 1000 }, (_, i) => 999 - i);
    const ofTop = await evaluate(() => ({ top: order }), dataset, image);
    const ofScores = await evaluate(() => ({ scores: order }), dataset, image);
    expect(ofTop.predictions[0]?.top).toEqual([999, 998, 997, 996, 995]);
    expect(ofScores.predictions[0]?.top).toEqual([0, 1, 2, 3, 4]);
  });

  test("scores behind ranked lists, and lists behind scores", async () => {
    const mixed = answers((label) => (label === 31 ? oneHot(31) : label));
    const other = answers((label) => (label === 31 ? label : oneHot(label)));
    const name = names[inOrder.indexOf(31)] as string;
    await expect(evaluate(mixed, dataset, image)).rejects.toThrow(
      `${name}: the model gave 1000 scores, and ranked lists for the images before`,
    );
    await expect(evaluate(other, dataset, image)).rejects.toThrow(
      `${name}: the model gave a ranked list, and 1000 for the images before`,
    );
  });

  test.each([
    [{ ...image, preprocessing: "imagenet" }, "preprocessing does nothing with input"],
    [{ ...jpeg, batchSize: 4 }, "batchSize does nothing"],
    [{ ...image, workers: 2 }, "workers does nothing"],
    [{ ...image, cache: "cache" }, "cache does nothing"],
    [{ preprocessing: onePixel, concurrency: 2 }, "concurrency does nothing"],
    [{ input: "jpg" }, 'Did you mean "jpeg"?'],
    [{ ...image, concurrency: 0 }, "concurrency"],
    [{ ...image, concurency: 2 }, 'Did you mean "concurrency"?'],
  ])("%j", async (given, message) => {
    const error = await refused(0, given);
    expect(error.code).toBe("INVALID_OPTION");
    expect(`${error.message} ${error.hint}`).toContain(message);
  });

  test.each([
    [{ name: "m", preprocessing: onePixel, predict: readColour }, jpeg, 'takes "tensor"'],
    [{ name: "p", ...image, classify: fromImage }, jpeg, 'takes "image"'],
    [{ name: "p", ...image, classify: fromImage }, { input: "tensor" }, 'takes "image"'],
    [{ name: "p", classify: fromImage }, {}, "input"],
    [{ ...image, classify: fromImage }, {}, "name"],
    [{ name: "p", ...image, classify: 3 }, {}, "classify must be a function"],
    ["m.onnx", image, "must be a function"],
    [undefined, jpeg, "must be a function"],
  ])("%j with %j", async (model, given, message) => {
    const failed = evaluate(model as never, dataset, given as never);
    await expect(failed).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining(message),
    });
  });
});

describe("a pipeline that fails", () => {
  test("ends the run with the image's name, and leaves what it has", async () => {
    const results = join(temporaryFolder(), "r.jsonl");
    const cause = new Error("503");
    const name = names[6] as string;
    let down = true;
    const asked: string[] = [];
    const classify: Classify<"jpeg"> = (bytes, { file_name, signal }) => {
      asked.push(file_name);
      if (down && file_name === name) throw cause;
      return fromJpeg(bytes, { file_name, signal });
    };
    const options = { ...jpeg, results, name: "server" };
    await expect(evaluate(classify, dataset, options)).rejects.toMatchObject({
      ...{ code: "CALLBACK_FAILED", callback: "classify", fileName: name, cause },
      message: `classify failed on ${name}: 503`,
    });
    down = false;
    const { resumedFrom, scores } = await evaluate(classify, dataset, options);
    expect([resumedFrom, scores.top1.correct]).toEqual([6, 10]);
    expect(asked).toEqual([...names.slice(0, 7), ...names.slice(6)]);
  });

  test("or never answers, ends with an abort", async () => {
    const controller = new AbortController();
    const stopped: boolean[] = [];
    const classify: Classify<"jpeg"> = (_, { signal }) =>
      new Promise(() => {
        signal.addEventListener("abort", () => stopped.push(true));
        controller.abort(new Error("enough"));
      });
    const { signal } = controller;
    await expect(evaluate(classify, dataset, { ...jpeg, signal })).rejects.toThrow("enough");
    expect(stopped).toEqual([true]);
  });
});

const good = await tinyJpeg({ color: [0, 56, 100] });
const nameOf = (i: number) => `7/${String(i).padStart(40, "0")}.jpeg`;
const images = Object.fromEntries(
  Array.from({ length: 6 }, (_, i) => [nameOf(i), i === 2 ? good.subarray(0, 200) : good]),
);
const store = await MemoryStore.of(images);

describe("an image that cannot be decoded", () => {
  const bad = nameOf(2);

  test.each([
    ["jpeg", fromJpeg],
    ["image", fromImage],
  ] as const)("ends a run of input %s with its name", async (input, classify) => {
    const failed = evaluate(classify as never, datasetOf(store), { input } as never);
    await expect(failed).rejects.toMatchObject({ code: "CORRUPT_IMAGE", image: bad });
  });

  test.each([
    ["jpeg", fromJpeg],
    ["image", fromImage],
  ] as const)(
    "is left out of a run of input %s where the dataset skips it",
    async (input, classify) => {
      const skipping = datasetOf(store, { onError: "skip" });
      const results = join(temporaryFolder(), "r.jsonl");
      const options = { input, results, concurrency: 3 } as never;
      const found = await evaluate(classify as never, skipping, options);
      expect(found.scores.top1).toMatchObject({ correct: 5, n: 5 });
      expect(found.skipped.map(({ file_name }) => file_name)).toEqual([bad]);
      expect(found.skipped[0]?.skipped).toContain(bad);
      expect(skipping.skipped.map(({ file_name }) => file_name)).toEqual([bad]);
      const again = await evaluate(classify as never, skipping, options);
      expect(again).toMatchObject({ resumedFrom: 6, skipped: found.skipped });
    },
  );

  test("counts where the pipeline answers all the same", async () => {
    const { scores, skipped } = await evaluate(() => 7, datasetOf(store), jpeg);
    expect([scores.n, scores.top1.correct, skipped]).toEqual([6, 6, []]);
  });

  test("is not blamed for a pipeline that fails on a good one", async () => {
    const skipping = datasetOf(store, { onError: "skip" });
    const classify = () => {
      throw new Error("no route to host");
    };
    await expect(evaluate(classify, skipping, jpeg)).rejects.toMatchObject({
      code: "CALLBACK_FAILED",
    });
  });
});

describe("results of a pipeline", () => {
  const folder = temporaryFolder();
  const one = answers((label) => label);

  test("tell what it was given, and have no preprocessing", async () => {
    const results = join(folder, "one.jsonl");
    const { run } = await evaluate(one, dataset, { ...image, results });
    const [header = "", line = ""] = readFileSync(results, "utf8").split("\n");
    expect(JSON.parse(header)).toMatchObject({
      input: "image",
      preprocessing: null,
      outputs: "ranking",
      batch_size: 1,
    });
    expect(JSON.parse(header)).not.toHaveProperty("preprocessing_source");
    expect(JSON.parse(line)).toEqual({ file_name: names[0], label: inOrder[0], top: [inOrder[0]] });
    expect(run.input).toBe("image");
  });

  test("are not taken for those of another input", async () => {
    const results = join(folder, "one.jsonl");
    const failed = evaluate((() => 0) as Classify<"jpeg">, dataset, { ...jpeg, results });
    await expect(failed).rejects.toMatchObject({
      code: "UNMERGEABLE",
      message: expect.stringContaining("input differ"),
    });
  });

  test("of pixels that are decoded in another way are another run's", async () => {
    const store = dataset.store;
    const fast = datasetOf(store, { dct: "fast" });
    const of = (results: string) => ({ ...image, results: join(folder, results) });
    await expect(evaluate(one, fast, of("one.jsonl"))).rejects.toThrow("dct differ");
    const { run } = await evaluate(one, fast, of("fast.jsonl"));
    expect(run.dct).toBe("fast");
    const { howMade } = report({
      name: "server",
      predictions: [{ file_name: "0/a.jpeg", label: 0, top: [0] }],
      run,
    });
    expect(howMade).toContainEqual(["JPEGs decoded", expect.stringContaining("fast DCT")]);
    const bytes: Classify<"jpeg"> = () => 0;
    expect((await evaluate(bytes, fast, jpeg)).run).not.toHaveProperty("dct");
    const tensors = await evaluate(readColour, fast, { preprocessing: onePixel });
    expect(tensors.run.dct).toBe("fast");
  });

  test.each([[[]], [["tabby"]], [[1000]], [[1, 1]]])(
    "with %j in a line are asked for again, and not taken from a finished file",
    async (top) => {
      const results = join(temporaryFolder(), "r.jsonl");
      const { predictions } = await evaluate(one, dataset, { ...image, results });
      const lines = readFileSync(results, "utf8").split("\n");
      lines[3] = JSON.stringify({ ...JSON.parse(lines[3] as string), top });
      writeFileSync(results, lines.join("\n"));
      await expect(evaluate(one, dataset, { ...image, results })).rejects.toMatchObject({
        code: "INVALID_PREDICTIONS",
      });
      renameSync(results, `${results}.part`);
      const again = await evaluate(one, dataset, { ...image, results });
      expect(again).toMatchObject({ resumedFrom: 2, predictions });
    },
  );

  test("are read again, with classes fewer than five and over some classes", async () => {
    const results = join(folder, "one.jsonl");
    const { predictions, run } = await readPredictions(results);
    expect(predictions).toEqual((await evaluate(one, dataset, image)).predictions);
    expect(run?.outputs).toBe("ranking");
    const some = await readPredictions(results, { classes: [0, 1, 2, 10, 31], partial: true });
    expect(some.predictions).toHaveLength(5);
    writeFileSync(join(folder, "foreign.jsonl"), `{"file_name":"${names[0]}","top":[0]}\n`);
    await expect(
      readPredictions(join(folder, "foreign.jsonl"), { images: dataset.records() }),
    ).rejects.toThrow("1 classes are predicted, and five are needed");
  });

  test("of shards are merged to the file of an unbroken run", async () => {
    const whole = join(folder, "whole.jsonl");
    await evaluate(one, dataset, { ...image, results: whole });
    const parts = [0, 1, 2].map((index) => join(folder, `part-${index}.jsonl`));
    for (const [index, results] of parts.entries()) {
      await evaluate(one, dataset, { ...image, results, shard: { index, count: 3 } });
    }
    const results = join(folder, "merged.jsonl");
    const { scores } = await merge(parts, { results });
    expect(scores.top5).toBeUndefined();
    expect(readFileSync(results, "utf8")).toBe(readFileSync(whole, "utf8"));
  });

  test("are reported with what is known, and without what is not", async () => {
    const { predictions, run } = await evaluate(one, dataset, image);
    const made = report({ name: "server", predictions, run, provenance: "custom" });
    expect(made.howMade).toContainEqual([
      "Preprocessing",
      "the pipeline's own, from the decoded image",
    ]);
    const text = textReport(made);
    expect(text).toMatch(/top-5 +not available\n/);
    expect(text).toContain("Top-5 is not available: an answer names fewer than five classes.");
    expect(text).toContain("The answers are ranked lists of classes, or single ones");
    expect(text).not.toContain("ECE");
    expect(markdownReport(made)).toContain("| top-5 | not available |  |  |");
    expect(await htmlReport(made)).toContain("not available");
  });
});
