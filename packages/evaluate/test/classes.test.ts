import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { classes as all } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import {
  compare,
  evaluate,
  htmlReport,
  markdownReport,
  merge,
  readClasses,
  readPredictions,
  report,
  textReport,
} from "@imagenet-v2/evaluate";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import type { TensorBatch } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";
import { npy } from "./npy.ts";
import { onePixel, pictures, readColour } from "./pictures.ts";

const labels = [0, 1, 2, 10, 999, 500, 0, 500];
const dataset = await pictures(labels);
/** In no order, once twice, by each of their names. */
const classes = [999, "n01443537", "great white shark", 0, "10", 0];
const options = { preprocessing: onePixel, batchSize: 2, workers: 0, classes };

/** Likes class 500 best, whatever it sees, and the right one second best. */
const distracted = (batch: TensorBatch) =>
  readColour(batch).map((row) => row.map((score, i) => (i === 500 ? 9 : score)));

function file(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

const jsonl = (...values: unknown[]) =>
  file("p.jsonl", values.map((value) => JSON.stringify(value)).join("\n"));

describe("a model that may answer with some classes alone", () => {
  test("is shown their images, and what it says of others is left out", async () => {
    const { scores, predictions, run } = await evaluate(distracted, dataset, options);
    expect(predictions.map(({ label }) => label).sort()).toEqual([0, 0, 1, 10, 2, 999]);
    expect(scores.top1).toMatchObject({ correct: 6, n: 6 });
    expect(predictions[0]?.top).toHaveLength(5);
    expect(run).toMatchObject({ classes: [0, 1, 2, 10, 999], images: { count: 6 }, to: 6 });
    const { scores: unrestricted } = await evaluate(distracted, dataset, {
      ...options,
      classes: undefined,
    });
    expect(unrestricted.top1).toMatchObject({ correct: 2, n: 8 });
  });

  test("has probabilities that add up to 1 over them, from logits", async () => {
    const { predictions } = await evaluate(distracted, dataset, options);
    for (const { probabilities = [], likelihood } of predictions) {
      // The right one of five logits is 5, the others 0.
      expect(likelihood).toBeCloseTo(Math.E ** 5 / (Math.E ** 5 + 4), 6);
      expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    }
  });

  test("has them from probabilities too, a background class left out", async () => {
    const predict = (batch: TensorBatch) =>
      readColour(batch).map((row) => {
        const share = row.map((score): number => (score === 5 ? 0.3 : 0));
        share[500] = 0.5;
        share[2] = 0.1 + (share[2] as number);
        return [0.1, ...share];
      });
    const { predictions, run } = await evaluate(predict, dataset, options);
    expect(run.outputs).toBe("1001 probabilities");
    for (const { label, likelihood } of predictions) {
      expect(likelihood).toBeCloseTo(label === 2 ? 1 : 0.3 / 0.4, 6);
    }
  });

  test("gives each the same where it gave them nothing", async () => {
    const predict = ({ label }: TensorBatch) =>
      [...label].map(() => Array.from({ length: 1000 }, (_, i) => (i === 500 ? 1 : 0)));
    const { predictions } = await evaluate(predict, dataset, options);
    expect(predictions[0]).toMatchObject({ top: [0, 1, 2, 10, 999], likelihood: 0.2 });
  });

  test.each([Number.NEGATIVE_INFINITY, Number.NaN])("may give others %d", async (masked) => {
    const predict = (batch: TensorBatch) =>
      distracted(batch).map((row) => row.map((score, i) => (i === 500 ? masked : score)));
    const { scores } = await evaluate(predict, dataset, options);
    expect(scores.top1.correct).toBe(6);
  });

  test("is not one that may answer with all", async () => {
    const { run } = await evaluate(distracted, dataset, {
      ...options,
      classes: all.map(({ wnid }) => wnid),
    });
    expect(run.classes).toBeNull();
  });

  test.each([
    [[0, 1, 2, 10], "INVALID_OPTION", "4 are given, and the five likeliest are wanted"],
    [[0, 1, 2, 10, 0], "INVALID_OPTION", "4 are given"],
    [[], "INVALID_OPTION", "classes"],
    [[0, 1, 2, 10, 1000], "UNKNOWN_CLASS", "no class 1000"],
    [[3, 4, 5, 6, 7], "INVALID_OPTION", "no images"],
  ])("cannot have %j", async (wrong, code, message) => {
    await expect(evaluate(distracted, dataset, { ...options, classes: wrong })).rejects.toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  test("has its classes in its results, which go with no others", async () => {
    const folder = temporaryFolder();
    const run = async (name: string, index: number, chosen: readonly (number | string)[]) => {
      const results = join(folder, name);
      const shard = { index, count: 2 };
      await evaluate(distracted, dataset, { ...options, results, shard, classes: chosen });
      return results;
    };
    const [first, second] = [await run("0", 0, classes), await run("1", 1, classes)];
    const { scores, run: merged } = await merge([first, second]);
    expect(scores.top1).toMatchObject({ correct: 6, n: 6 });
    expect(merged.classes).toEqual([0, 1, 2, 10, 999]);

    const others = [0, 1, 2, 10, 500];
    const stranger = await run("2", 1, others);
    await expect(merge([first, stranger])).rejects.toMatchObject({
      code: "UNMERGEABLE",
      message: expect.stringMatching(/classes differ\.$/),
    });
    await expect(run("0", 0, others)).rejects.toMatchObject({ code: "UNMERGEABLE" });

    const read = await readPredictions(second);
    expect(read.classes).toEqual([0, 1, 2, 10, 999]);
    expect(read.predictions[0]?.likelihood).toBeGreaterThan(0.9);
    await expect(readPredictions(second, { classes: others })).rejects.toThrow(
      "could answer with 5 classes, and class 500 is none of them",
    );
  });
});

describe("predictions over some classes", () => {
  const images = [
    { file_name: "1/a.jpeg", label: 1 },
    { file_name: "2/b.jpeg", label: 2 },
    { file_name: "500/c.jpeg", label: 500 },
  ];
  const read = (path: string) => readPredictions(path, { images, classes });
  const scores = Array.from({ length: 1000 }, (_, i) => (i === 500 ? 9 : i === 2 ? 8 : 0));
  const best = [2, 0, 1, 10, 999];

  test("are made from scores, with and without a background class", async () => {
    const path = jsonl(
      { file_name: "1/a.jpeg", scores },
      { file_name: "2/b.jpeg", scores: [99, ...scores] },
    );
    const { predictions, partial, classes: over } = await read(path);
    expect(predictions.map(({ top }) => top)).toEqual([best, best]);
    expect([partial, over]).toEqual([false, [0, 1, 2, 10, 999]]);
  });

  test("are made from npy of scores, its rows being those of all images", async () => {
    const { predictions } = await read(file("p.npy", npy([scores, scores, scores], "<f4")));
    expect(predictions.map(({ file_name, top }) => [file_name, top])).toEqual([
      ["1/a.jpeg", best],
      ["2/b.jpeg", best],
    ]);
  });

  test("are what is left of a longer list; its probabilities were of all", async () => {
    const more = { probabilities: [0.3, 0.3, 0.1, 0.1, 0.1, 0.1], likelihood: 0.1 };
    const path = jsonl(
      { file_name: "1/a.jpeg", top: [500, ...best], ...more },
      { file_name: "2/b.jpeg", top: [...best, 500], ...more },
      { file_name: "500/c.jpeg", top: [500, 501, 502, 503, 504] },
    );
    const { predictions } = await read(path);
    expect(predictions).toEqual([
      { file_name: "1/a.jpeg", label: 1, top: best },
      { file_name: "2/b.jpeg", label: 2, top: best },
    ]);
  });

  test("keep the probabilities of a model that had no other classes", async () => {
    const own = { top: best, probabilities: [0.6, 0.1, 0.1, 0.1, 0.1], likelihood: 0.1 };
    const path = jsonl({ file_name: "1/a.jpeg", ...own }, { file_name: "2/b.jpeg", ...own });
    expect((await read(path)).predictions[0]).toMatchObject(own);
  });

  test("cannot be made from five of a thousand", async () => {
    const path = jsonl(
      { file_name: "1/a.jpeg", top: best },
      { file_name: "2/b.jpeg", top: [500, 0, 1, 2, 10] },
    );
    await expect(read(path)).rejects.toMatchObject({
      code: "INVALID_PREDICTIONS",
      message: `${path}, line 2: Of the 5 classes predicted 4 are among the 5 that count, and five are needed.`,
    });
  });

  test("must be there for each of their images", async () => {
    const path = jsonl({ file_name: "1/a.jpeg", top: best });
    await expect(read(path)).rejects.toThrow("1 of 2 images have no prediction: 2/b.jpeg.");
  });
});

test("are not compared with predictions over others", () => {
  const predictions = [{ file_name: "0/a.jpeg", label: 0, top: [0, 1, 2, 3, 4] }];
  const few = { name: "a", predictions, classes: [0, 1, 2, 3, 4] };
  expect(compare(few, { ...few, name: "b" })).toMatchObject({ n: 1 });
  expect(() => compare(few, { name: "b", predictions })).toThrow(
    "a was scored over 5 of 1000 classes and b over all 1000 classes.",
  );
  expect(() => compare(few, { ...few, name: "b", classes: [0, 1, 2, 3, 5] })).toThrow(
    "a was scored over 5 of 1000 classes and b over 5 of 1000 classes, which are others.",
  );
});

describe("reports", () => {
  const over = [...Array(200).keys()];
  const predictions = fileNames("matched-frequency")
    .map((file_name) => ({ file_name, label: Number.parseInt(file_name, 10) }))
    .filter(({ label }) => label < 200)
    .map((image) => ({ ...image, top: [0, 1, 2, 3, 4].map((i) => (image.label + i) % 200) }));
  const subject = { name: "m", predictions, variant: "matched-frequency", classes: over } as const;

  test("say over how many classes, and place the model nowhere", async () => {
    const made = report({ ...subject, val: 0.8 });
    expect(made.place).toBeUndefined();
    for (const text of [textReport(made), markdownReport(made), await htmlReport(made)]) {
      const plain = text.replaceAll("&#39;", "'");
      expect(plain).toContain(
        "m on 2,000 images of matched-frequency, over 200 of the model's 1000 classes",
      );
      expect(plain).toContain("RESTRICTED: over 200 of the model's 1000 classes");
      expect(text).not.toContain("PARTIAL");
    }
  });

  test("call a part of their images a part", () => {
    const made = report({ ...subject, predictions: predictions.slice(1) });
    expect(made.warning).toMatch(
      /^PARTIAL: 1,999 of the 2,000 images of 200 classes of matched-frequency\./,
    );
    expect(made.images).toContain("over 200 of the model's 1000 classes");
  });
});

describe("a list of classes", () => {
  test("has an index, an id or a name on a line", async () => {
    const path = file(
      "a.txt",
      "\uFEFF# of ImageNet-A\r\nn01498041 stingray\r\n\r\n999\r\n  tench \r\nn01443537\n",
    );
    expect(await readClasses(path)).toEqual(["n01498041", "n15075141", "n01440764", "n01443537"]);
  });

  test("is refused where a line is no class, or it is not there", async () => {
    const path = file("a.txt", "tench\na cat\n");
    await expect(readClasses(path)).rejects.toMatchObject({
      code: "UNKNOWN_CLASS",
      message: expect.stringMatching(/a\.txt, line 2: ImageNet has no class "a cat"\./),
    });
    await expect(readClasses("/nowhere/a.txt")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
