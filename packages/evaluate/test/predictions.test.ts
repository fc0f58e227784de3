import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileNames, toLegacyName } from "@imagenet-v2/core/file-names";
import { interval, paperModels, readPredictions } from "@imagenet-v2/evaluate";
import { sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { npy } from "./npy.ts";

const [a = "", b = "", c = ""] = fileNames("matched-frequency"); // classes 35, 639 and …
const images = [
  { file_name: "1/a.jpeg", label: 1 },
  { file_name: "2/b.jpeg", label: 2 },
];
const top = [1, 2, 3, 4, 5];

function file(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

const lines = (...values: unknown[]) => values.map((value) => JSON.stringify(value)).join("\n");

test("reads JSON lines, in the order of the images", async () => {
  const path = file(
    "p.jsonl",
    `\uFEFF${lines({ file_name: "2/b.jpeg", top: [9, 8, 7, 6, 5, 4] }, { file_name: "1/a.jpeg", top, probabilities: [0.5, 0.2, 0.1, 0.1, 0.1], likelihood: 0.5 })}\r\n\r\n`,
  );
  const { predictions, partial, variant, run } = await readPredictions(path, { images });
  expect(predictions).toEqual([
    {
      file_name: "1/a.jpeg",
      label: 1,
      top,
      probabilities: [0.5, 0.2, 0.1, 0.1, 0.1],
      likelihood: 0.5,
    },
    { file_name: "2/b.jpeg", label: 2, top: [9, 8, 7, 6, 5, 4] },
  ]);
  expect([partial, variant, run]).toEqual([false, undefined, undefined]);
});

test("makes the five classes from scores, and leaves a background class out", async () => {
  const scores = Array.from({ length: 1000 }, (_, i) => (i === 7 ? 3 : i === 3 ? 2 : 0));
  const path = file(
    "p.jsonl",
    lines({ file_name: "1/a.jpeg", scores }, { file_name: "2/b.jpeg", scores: [99, ...scores] }),
  );
  const { predictions } = await readPredictions(path, { images });
  expect(predictions.map((each) => each.top)).toEqual([
    [7, 3, 0, 1, 2],
    [7, 3, 0, 1, 2],
  ]);
});

test("reads CSV with and without a header", async () => {
  const plain = file("p.csv", "1/a.jpeg,1,2,3,4,5\n2/b.jpeg,5,4,3,2,1\n");
  const named = file(
    "q.CSV",
    '\uFEFFlabel,note,"top_2",top_1,top_3,top_4,top_5,file_name\r\n2,"x,\n""y""",4,5,3,2,1,2/b.jpeg\r\n1,,2,1,3,4,5,1/a.jpeg\r\n',
  );
  for (const path of [plain, named]) {
    const { predictions } = await readPredictions(path, { images });
    expect(predictions.map((each) => each.top)).toEqual([top, [5, 4, 3, 2, 1]]);
  }
});

test.each(["<i8", "<i4", "<u2", "|u1", ">i4"])("reads npy of type %s", async (type) => {
  const path = file("p.npy", npy([top, [5, 4, 3, 2, 1]], type));
  const { predictions } = await readPredictions(path, { images });
  expect(predictions.map((each) => each.top)).toEqual([top, [5, 4, 3, 2, 1]]);
});

test("reads npy of scores", async () => {
  const row = Array.from({ length: 1000 }, (_, i) => (i === 7 ? 0.75 : i === 3 ? 0.5 : 0));
  const path = file("p.npy", npy([row, [99, ...row].slice(0, 1000)], "<f4"));
  const { predictions } = await readPredictions(path, { images });
  expect(predictions.map((each) => each.top.slice(0, 3))).toEqual([
    [7, 3, 0],
    [0, 8, 4],
  ]);
});

test.each(["<f2", ">f2"])("reads npy of scores of type %s", async (type) => {
  // Every exponent there is, subnormal numbers and both signs among them.
  const row = Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? -1 : 1) * 2 ** ((i % 40) - 24));
  const other = row.map((_, i) => -2 - i);
  row[601] = 65_504;
  row[3] = 40_000;
  const path = file("p.npy", npy([row, other], type));
  const { predictions } = await readPredictions(path, { images });
  // 2^15 is in places 39, 79, 119, …
  expect(predictions[0]?.top).toEqual([601, 3, 39, 79, 119]);
  expect(predictions[1]?.top).toEqual([0, 1, 2, 3, 4]);
});

const head = sharedFile("cases/models/logits-f2-head.npy");

test.skipIf(head === undefined)("reads float16 that NumPy saved (../shared)", async () => {
  const shown = Array.from({ length: 40 }, (_, i) => ({ file_name: `${i}/x.jpeg`, label: i }));
  const { predictions } = await readPredictions(head as string, { images: shown });
  // Python's struct reads it with "<e": the five highest of rows 0, 1 and 39.
  expect([0, 1, 39].map((row) => predictions[row]?.top)).toEqual([
    [35, 639, 803, 871, 220],
    [639, 650, 529, 969, 980],
    [526, 743, 592, 999, 617],
  ]);
});

test.each([
  // Made with NumPy 2.4: np.save("x.npy", np.array([[1, 2, 3, 4, 5], [5, 4, 3, 2, 1]])); then its .T.copy().T.
  [
    "by rows",
    "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDUpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAAAAAAAAIAAAAAAAAAAwAAAAAAAAAEAAAAAAAAAAUAAAAAAAAABQAAAAAAAAAEAAAAAAAAAAMAAAAAAAAAAgAAAAAAAAABAAAAAAAAAA==",
  ],
  [
    "by columns, as it saves a transposed array",
    "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgNSksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAAAAAAAAUAAAAAAAAAAgAAAAAAAAAEAAAAAAAAAAMAAAAAAAAAAwAAAAAAAAAEAAAAAAAAAAIAAAAAAAAABQAAAAAAAAABAAAAAAAAAA==",
  ],
])("reads what NumPy itself saved %s", async (_, base64) => {
  const path = file("p.npy", Buffer.from(base64, "base64"));
  const { predictions } = await readPredictions(path, { images });
  expect(predictions.map((each) => each.top)).toEqual([top, [5, 4, 3, 2, 1]]);
});

test("knows an image by every name in use, and finds the variant", async () => {
  const [id] = a.split("/").reverse();
  const rest = fileNames("matched-frequency").slice(3);
  const names = [
    `imagenetv2-matched-frequency-format-val/${a}`,
    `${b.split("/")[1]}`,
    `${c.split("/")[1]?.replace(".jpeg", "")}`,
    ...rest,
  ];
  const path = file("p.jsonl", lines(...names.map((file_name) => ({ file_name, top }))));
  const { predictions, variant } = await readPredictions(path);
  expect(variant).toBe("matched-frequency");
  expect(predictions.map(({ file_name }) => file_name)).toEqual(fileNames("matched-frequency"));
  expect(predictions[0]).toMatchObject({ label: 35, file_name: `35/${id}` });
});

test("knows the names of 2019, of a variant that is given", async () => {
  const names = fileNames("topimages").map((name) => toLegacyName("topimages", name));
  const path = file("p.jsonl", lines(...names.map((file_name) => ({ file_name, top }))));
  const { predictions } = await readPredictions(path, { variant: "top-images" });
  expect(predictions.map(({ file_name }) => file_name)).toEqual(fileNames("topimages"));
  await expect(readPredictions(path)).rejects.toThrow("no image of ImageNetV2");
});

describe("refuses, naming the place,", () => {
  const one = { file_name: "1/a.jpeg", top };
  const two = { file_name: "2/b.jpeg", top };
  const jsonl = (...values: unknown[]) => ["p.jsonl", lines(...values)] as const;
  const csv = (text: string) => ["p.csv", text] as const;
  const array = (rows: number[][], type = "<i8") => ["p.npy", npy(rows, type)] as const;

  test.each([
    ["a missing image", jsonl(one), "1 of 2 images have no prediction: 2/b.jpeg."],
    ["a double image", jsonl(one, two, one), "line 3: 1/a.jpeg is there twice, first in line 1."],
    [
      "an unknown image",
      jsonl(one, { ...two, file_name: "3/c.jpeg" }),
      'line 2: "3/c.jpeg" is not among',
    ],
    [
      "a right image in a wrong folder",
      jsonl(one, { ...two, file_name: "3/b.jpeg" }),
      'line 2: "3/b.jpeg" is not among',
    ],
    [
      "four classes",
      jsonl(one, { ...two, top: [1, 2, 3, 4] }),
      "line 2: 4 classes are predicted, and five",
    ],
    ["a class 1000", jsonl({ ...one, top: [1, 2, 3, 4, 1000] }), "line 1: 1000 is no class."],
    ["a class -1", jsonl({ ...one, top: [-1, 2, 3, 4, 5] }), "line 1: -1 is no class."],
    ["a class 1.5", jsonl({ ...one, top: [1.5, 2, 3, 4, 5] }), "line 1: 1.5 is no class."],
    ["a class as text", jsonl({ ...one, top: ["1", 2, 3, 4, 5] }), 'line 1: "1" is no class.'],
    [
      "a class twice",
      jsonl({ ...one, top: [1, 2, 3, 4, 1] }),
      "line 1: Class 1 is predicted twice.",
    ],
    [
      "another label",
      jsonl({ ...two, label: 10 }, one),
      "line 1: 2/b.jpeg is labelled 10, and is 2.",
    ],
    [
      "a probability over 1",
      jsonl({ ...one, probabilities: [2, 0, 0, 0, 0] }),
      "line 1: 2 is no probability",
    ],
    [
      "too few probabilities",
      jsonl({ ...one, probabilities: [1] }),
      "line 1: There must be 5 probabilities",
    ],
    [
      "a likelihood that is none",
      jsonl({ ...one, likelihood: "1" }),
      'line 1: "1" is no likelihood',
    ],
    ["no file name", jsonl({ top }), "line 1: There is no file_name."],
    [
      "neither top nor scores",
      jsonl({ file_name: "1/a.jpeg" }),
      "line 1: There is neither top nor scores.",
    ],
    [
      "999 scores",
      jsonl({ file_name: "1/a.jpeg", scores: Array(999).fill(0) }),
      "line 1: 999 scores are given",
    ],
    ["no JSON", ["p.jsonl", `${JSON.stringify(one)}\n{"file_name`], "line 2: This is no JSON"],
    ["an array", jsonl([one]), "line 1: This is no JSON object."],
    [
      "a results file of the future",
      jsonl({ imagenet_v2_results: 2 }),
      "line 1: The header is broken",
    ],
    ["an empty file", ["p.jsonl", ""], "It holds no predictions."],
    ["an empty CSV file", csv(""), "It holds no predictions."],
    ["CSV of four classes", csv("1/a.jpeg,1,2,3,4\n2/b.jpeg,1,2,3,4\n"), "line 1: 4 classes"],
    [
      "CSV with an empty cell",
      csv("1/a.jpeg,1,2,3,4,5\n2/b.jpeg,1,2,,4,5\n"),
      'line 2: "" is no class',
    ],
    ["CSV with a short line", csv("1/a.jpeg,1,2,3,4,5\n2/b.jpeg,1,2\n"), "line 2: This is no CSV"],
    ["CSV with an open quote", csv('"1/a.jpeg,1,2,3,4,5\n'), "This is no CSV"],
    ["CSV that is JSON", csv('{"file_name": "1/a.jpeg"}\n'), "line 1: This is no CSV"],
    [
      "CSV without names",
      csv("image,top_1,top_2,top_3,top_4,top_5\n"),
      "line 1: There is no column file_name.",
    ],
    [
      "CSV without a column",
      csv("file_name,top_1,top_2,top_3,top_5\n"),
      "line 1: There is no column top_4.",
    ],
    [
      "CSV of the likeliest class alone",
      csv("file_name,top_1\n1/a.jpeg,1\n"),
      "line 1: There is no column top_2.",
    ],
    [
      "npy of four columns",
      array([
        [1, 2, 3, 4],
        [1, 2, 3, 4],
      ]),
      "line 1: 4 classes are predicted",
    ],
    ["npy of three rows", array([top, top, top]), "It has 3 rows, and there are 2 images."],
    [
      "npy of complex numbers",
      ["p.npy", npy([top, top], "<i8", { header: (h) => h.replace("<i8", "<c8") })],
      "neither integers nor floats",
    ],
    [
      "npy of an order that is not told",
      ["p.npy", npy([top, top], "<i8", { header: (h) => h.replace("fortran_order", "order") })],
      "does not say whether it is stored by rows",
    ],
    [
      "npy of one dimension",
      ["p.npy", npy([top, top], "<i8", { header: (h) => h.replace("(2, 5)", "(10,) ") })],
      "Its shape is (10,)",
    ],
    [
      "npy that was cut",
      ["p.npy", npy([top, top], "<i8").subarray(0, -8)],
      "takes 80 bytes of numbers, and there are 72",
    ],
    ["something else as npy", ["p.npy", "version https://git-lfs"], "This is no npy file."],
    [
      "npy with NaN",
      array([Array(1000).fill(Number.NaN), Array(1000).fill(0)], "<f4"),
      "1/a.jpeg: the model gave NaN",
    ],
    [
      "npy of float16 with infinity",
      array([Array(1000).fill(0), Array(1000).fill(Number.POSITIVE_INFINITY)], "<f2"),
      "2/b.jpeg: the model gave Infinity",
    ],
  ] as const)("%s", async (_, [name, content], message) => {
    const path = file(name, content);
    await expect(readPredictions(path, { images })).rejects.toThrow(message);
    await expect(readPredictions(path, { images })).rejects.toMatchObject({
      code: expect.stringMatching(/^(INVALID_PREDICTIONS|MODEL_OUTPUT)$/),
    });
  });

  test("a file that is not there", async () => {
    await expect(readPredictions("/nowhere/p.csv", { images })).rejects.toMatchObject({
      code: "NOT_FOUND",
      path: "/nowhere/p.csv",
    });
  });

  test("images of different variants", async () => {
    const onlyIn = (variant: string, other: string) =>
      fileNames(variant).find((name) => !fileNames(other).includes(name)) as string;
    const names = [
      onlyIn("matched-frequency", "topimages"),
      onlyIn("topimages", "matched-frequency"),
    ];
    const path = file("p.jsonl", lines(...names.map((file_name) => ({ file_name, top }))));
    await expect(readPredictions(path)).rejects.toThrow(
      /line 2: .* is in topimages.*matched-frequency/,
    );
  });

  test("npy without a variant", async () => {
    const path = file("p.npy", npy([top], "<i8"));
    await expect(readPredictions(path)).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });
});

test("takes a part of the images where that is asked for, and says so", async () => {
  const path = file("p.jsonl", lines({ file_name: "1/a.jpeg", top }));
  const { predictions, partial } = await readPredictions(path, { images, partial: true });
  expect([predictions.length, partial]).toEqual([1, true]);
});

test("stops when asked to", async () => {
  const path = file("p.jsonl", lines({ file_name: "1/a.jpeg", top }));
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(readPredictions(path, { images, signal })).rejects.toThrow("enough");
});

test.each([
  ["alexnet", 4398, ["0.430040", "0.449595"]],
  ["bninception", 6212, ["0.611608", "0.630721"]],
])("%s has the published limits", (name, correct, limits) => {
  const model = paperModels.find((each) => each.name === name);
  expect(model?.matchedFrequency.top1Correct).toBe(correct);
  expect(interval(correct, 10_000).map((end) => end.toFixed(6))).toEqual(limits);
});
