import { fileNames } from "@imagenet-v2/core/file-names";
import {
  csvLeaderboard,
  htmlLeaderboard,
  leaderboard,
  markdownLeaderboard,
  type Prediction,
  type Subject,
  textLeaderboard,
} from "@imagenet-v2/evaluate";
import { describe, expect, test } from "vitest";

type Variant = "matched-frequency" | "topimages";

/** A model that is wrong on the first so many images of a variant. */
function model(name: string, wrong: number, variant: Variant = "matched-frequency"): Subject {
  const predictions = fileNames(variant).map((file_name, i): Prediction => {
    const label = Number.parseInt(file_name, 10);
    const first = i < wrong ? (label + 6) % 1000 : label;
    const others = [1, 2, 3, 4].map((step) => (label + step) % 1000);
    return { file_name, label, top: [first, ...others] };
  });
  return { name, predictions, variant, provenance: "published" };
}

/** What a run tells of itself. */
function madeBy(subject: Subject, sha256: string, source?: string): Subject {
  return {
    ...subject,
    run: { model: { name: subject.name, sha256 }, preprocessing_source: source, preprocessing: {} },
  };
}

describe("a leaderboard", () => {
  const made = leaderboard([model("b", 3000), model("a", 1000), model("c", 3000)]);
  const [board] = made.boards;

  test("has the most accurate model first, and equal ones by name", () => {
    expect(made.boards).toHaveLength(1);
    expect(board?.images).toBe("10,000 images of matched-frequency");
    expect(board?.reports.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(board?.reports.map(({ scores }) => scores.top1.accuracy)).toEqual([0.9, 0.7, 0.7]);
  });

  test("compares each pair, corrected for all", () => {
    expect(board?.comparisons.map(({ names }) => names)).toEqual([
      ["a", "b"],
      ["a", "c"],
      ["b", "c"],
    ]);
    expect(board?.comparisons.map(({ verdict }) => verdict)).toEqual([
      "first",
      "first",
      "undecided",
    ]);
    // 2000 images that only one is right on: p is 2 to the power of -1999.
    expect(board?.comparisons.map(({ adjustedP }) => adjustedP)).toEqual([0, 0, 1]);
  });

  test("puts undecided differences in brackets, in text and Markdown", () => {
    const text = textLeaderboard(made);
    expect(text).toContain("3 models on 10,000 images of matched-frequency\n");
    expect(text).toMatch(/1 {2}a +\+20\.00 +\+20\.00\n/);
    expect(text).toMatch(/2 {2}b +\(\+0\.00\)\n/);
    expect(text).toContain("1 of 3 pairs, in brackets, cannot be told apart");
    expect(text).not.toContain("ECE");
    expect(markdownLeaderboard(made)).toContain("| 1 | a | 90.00 % | 89.40 % to 90.58 % |");
  });

  test("is CSV that no spreadsheet runs", () => {
    const csv = csvLeaderboard(leaderboard([model('=1+1,"x"', 0)]));
    const [head, row, ...rest] = csv.split("\r\n");
    expect(head).toMatch(/^images,variant,model,model_sha256,n,top1,/);
    expect(row).toMatch(
      /^"10,000 images of matched-frequency",matched-frequency,"'=1\+1,""x""",,10000,1,/,
    );
    expect(rest).toEqual([""]);
  });

  test("is a page in which names are text, with each model in the field", async () => {
    const hostile = { ...model("<script>alert(1)</script>", 3000), val: 0.8 };
    const html = await htmlLeaderboard(
      leaderboard([hostile, { ...model("other", 2500), val: 85 }]),
    );
    expect(html).not.toContain("<script");
    expect(html).toContain("&lt;script&gt;");
    expect(html).toContain("Among the published models");
    expect(html).toContain("of these 2");
  });
});

describe("names", () => {
  test("of one model are the same on all variants, and its boards are side by side", () => {
    const one = model("a", 1000);
    const subjects = [
      madeBy(one, "1"),
      madeBy(model("a", 500, "topimages"), "1"),
      madeBy(model("b", 2000), "2"),
    ];
    const made = leaderboard(subjects);
    const [first, second] = made.boards.map(({ images }) => images);
    expect([first, second]).toEqual([
      "10,000 images of matched-frequency",
      "10,000 images of topimages",
    ]);
    expect(textLeaderboard(made)).toMatch(/ {2}a +90\.00 % +95\.00 %\n {2}b +80\.00 %\n/);
  });

  test("of two models are told apart by their preprocessing, else by a number", () => {
    const names = (...subjects: Subject[]) =>
      leaderboard(subjects).boards.flatMap(({ reports }) => reports.map(({ name }) => name));
    expect(
      names(madeBy(model("m", 1), "1", "said"), madeBy(model("m", 2), "2", "preset clip")),
    ).toEqual(["m (said)", "m (preset clip)"]);
    expect(names(madeBy(model("m", 1), "1"), madeBy(model("m", 2), "2"))).toEqual(["m", "m (2)"]);
    expect(names(model("m", 1), model("m", 1))).toEqual(["m", "m (2)"]);
  });
});

test("what a model has on the whole validation set is its validation accuracy elsewhere", () => {
  // 50,000 images, of which four in five are right.
  const predictions = Array.from({ length: 50_000 }, (_, i): Prediction => {
    const label = i % 1000;
    const others = [1, 2, 3, 4].map((step) => (label + step) % 1000);
    const file_name = `ILSVRC2012_val_${String(i + 1).padStart(8, "0")}.JPEG`;
    return { file_name, label, top: [i < 10_000 ? (label + 6) % 1000 : label, ...others] };
  });
  const dataset = { name: "imagenet2012" };
  const validation: Subject = { name: "a", predictions, dataset, provenance: "complete" };
  const made = leaderboard([model("a", 3000), model("b", 3000), validation]);
  const [board] = made.boards;
  expect(board?.reports.map(({ name, place }) => [name, place?.gap?.toFixed(4)])).toEqual([
    ["a", "0.1000"],
    ["b", undefined],
  ]);
  expect(textLeaderboard(made)).toContain("less top-1 on ImageNet's validation set");
});

test("partial results say so, and compare only with those of the same images", () => {
  const some = model("a", 10);
  const part = { ...some, predictions: some.predictions.slice(0, 100) };
  const made = leaderboard([part, model("b", 10)]);
  expect(made.boards.map(({ comparisons }) => comparisons)).toEqual([[], []]);
  expect(textLeaderboard(made)).toContain("PARTIAL: 100 of the 10,000 images");
});

test("a preprocessing that was chosen on the test set is told", () => {
  const chosen = madeBy(model("a", 1), "1", "preset clip, chosen on this test set");
  expect(textLeaderboard(leaderboard([chosen]))).toContain("its number is too good");
});
