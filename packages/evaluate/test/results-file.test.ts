import { createHash } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import { evaluate, merge, readPredictions } from "@imagenet-v2/evaluate";
import { namedPipe, temporaryFolder } from "@imagenet-v2/fixtures";
import { beforeAll, describe, expect, test } from "vitest";
import { onePixel, pictures, readColour } from "./pictures.ts";

const dataset = await pictures([0, 40, 80, 120, 160, 200, 240, 280, 320, 360]);
const options = { preprocessing: onePixel, batchSize: 4, workers: 0 };

/** The lines of an unbroken run: the header, and one for each of the ten images. */
let whole = "";
const lines = () => whole.trimEnd().split("\n");

beforeAll(async () => {
  const results = join(temporaryFolder(), "whole.jsonl");
  await evaluate(readColour, dataset, { ...options, results });
  whole = readFileSync(results, "utf8");
});

/** The whole run with the line of one image edited. */
function edited(edit: (line: Record<string, unknown>) => unknown): string {
  const [header, ...images] = lines();
  const changed = edit(JSON.parse(images[2] as string));
  images[2] = typeof changed === "string" ? changed : JSON.stringify(changed);
  return `${[header, ...images].join("\n")}\n`;
}

/** JSON that is too deep for whoever walks it. */
const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;

describe("a line with", () => {
  const wrong: [string, (line: Record<string, unknown>) => unknown][] = [
    ["a label that is a word", (line) => ({ ...line, label: "0" })],
    ["a label that is no class", (line) => ({ ...line, label: 1000 })],
    ["null for a label", (line) => ({ ...line, label: null })],
    ["a class out of range", (line) => ({ ...line, top: [5000, 1, 2, 3, 4] })],
    ["four classes", (line) => ({ ...line, top: [1, 2, 3, 4] })],
    ["a class twice", (line) => ({ ...line, top: [1, 1, 2, 3, 4] })],
    ["classes that are words", (line) => ({ ...line, top: ["1", "2", "3", "4", "5"] })],
    ["a word for probabilities", (line) => ({ ...line, probabilities: "x" })],
    ["probabilities that are words", (line) => ({ ...line, probabilities: Array(5).fill("x") })],
    ["a probability above 1", (line) => ({ ...line, probabilities: [2, 0, 0, 0, 0] })],
    ["a likelihood below 0", (line) => ({ ...line, likelihood: -1 })],
    ["a name that is a number", (line) => ({ ...line, file_name: 7 })],
    ["no name", ({ file_name: _, ...line }) => line],
    ["a list", () => [1, 2, 3]],
    ["null", () => "null"],
    ["no JSON", () => "{"],
    ["deep JSON", () => deep],
    [
      "a deep class",
      (line) => JSON.stringify({ ...line, top: "deep" }).replace('"deep"', `[${deep},1,2,3,4]`),
    ],
    [
      "deep probabilities",
      (line) =>
        JSON.stringify({ ...line, probabilities: "deep" }).replace('"deep"', `[${deep},0,0,0,0]`),
    ],
    [
      "a deep likelihood",
      (line) => JSON.stringify({ ...line, likelihood: "deep" }).replace('"deep"', deep),
    ],
    ["a deep label", (line) => JSON.stringify({ ...line, label: "deep" }).replace('"deep"', deep)],
  ];
  const forged: typeof wrong = [
    ["another label", (line) => ({ ...line, label: 7 })],
    ["another image", (line) => ({ ...line, file_name: `7/${"f".repeat(40)}.jpeg` })],
  ];

  test.each([...wrong, ...forged])(
    "%s is computed again where a run is resumed",
    async (_, edit) => {
      const results = join(temporaryFolder(), "r.jsonl");
      // As a killed run leaves it: the last image is missing.
      writeFileSync(`${results}.part`, edited(edit).trimEnd().split("\n").slice(0, -1).join("\n"));
      const { scores } = await evaluate(readColour, dataset, { ...options, results });
      expect(scores.top1.correct).toBe(10);
      expect(readFileSync(results, "utf8")).toBe(whole);
    },
  );

  test.each([...wrong, ...forged])(
    "%s is refused in a finished run, and stays",
    async (_, edit) => {
      const results = join(temporaryFolder(), "r.jsonl");
      writeFileSync(results, edited(edit));
      await expect(evaluate(readColour, dataset, { ...options, results })).rejects.toMatchObject({
        code: "INVALID_PREDICTIONS",
        path: results,
        line: 4,
      });
      expect(readFileSync(results, "utf8")).toBe(edited(edit));
    },
  );

  test.each(wrong)("%s is refused by merge and readPredictions alike", async (_, edit) => {
    const results = join(temporaryFolder(), "r.jsonl");
    writeFileSync(results, edited(edit));
    const refused = { code: "INVALID_PREDICTIONS", path: results, line: 4 };
    await expect(merge([results])).rejects.toMatchObject(refused);
    await expect(readPredictions(results)).rejects.toMatchObject(refused);
  });

  test("a label that is not the image's is refused by merge, where the variant is known", async () => {
    const [name = ""] = fileNames("matched-frequency");
    const label = Number.parseInt(name, 10) + 1;
    const sha256 = createHash("sha256").update(`${name}\n`).digest("hex");
    const header = {
      ...JSON.parse(lines()[0] as string),
      ...{ variant: "matched-frequency", images: { count: 1, sha256 }, to: 1 },
    };
    const results = join(temporaryFolder(), "r.jsonl");
    const line = { file_name: name, label, top: [label, 11, 12, 13, 14] };
    writeFileSync(results, `${JSON.stringify(header)}\n${JSON.stringify(line)}\n`);
    await expect(merge([results])).rejects.toMatchObject({
      code: "INVALID_PREDICTIONS",
      line: 2,
      message: expect.stringContaining(`is labelled ${label}, and is ${label - 1}`),
    });
  });
});

describe("a header that", () => {
  const broken: [string, string][] = [
    ["is deep", `{"imagenet_v2_results":1,"preprocessing":{"a":${deep}}}`],
    ["is of a later version", '{"imagenet_v2_results":2}'],
    ["lacks its fields", '{"imagenet_v2_results":1}'],
  ];
  test.each(broken)("%s is refused everywhere, and its file stays", async (_, header) => {
    const results = join(temporaryFolder(), "r.jsonl");
    const text = `${[header, ...lines().slice(1)].join("\n")}\n`;
    const refused = { code: "INVALID_PREDICTIONS", line: 1 };
    for (const path of [results, `${results}.part`]) {
      writeFileSync(path, text);
      const run = evaluate(readColour, dataset, { ...options, results });
      await expect(run).rejects.toMatchObject({ ...refused, path });
      await expect(merge([path])).rejects.toMatchObject(refused);
      await expect(readPredictions(path)).rejects.toMatchObject(refused);
      expect(readFileSync(path, "utf8")).toBe(text);
      rmSync(path);
    }
  });
});

test.each([
  ["cut between lines", () => `${lines().slice(0, -2).join("\n")}\n`],
  ["cut in a line", () => whole.slice(0, -10)],
  ["with a line too many", () => `${whole}${lines().at(-1)}\n`],
])("a finished run %s is refused, and stays", async (_, edit) => {
  const results = join(temporaryFolder(), "r.jsonl");
  writeFileSync(results, edit());
  await expect(evaluate(readColour, dataset, { ...options, results })).rejects.toMatchObject({
    code: "INVALID_PREDICTIONS",
  });
  expect(readFileSync(results, "utf8")).toBe(edit());
});

test("a run on custom images of which results are missing is a part, and has to be called one", async () => {
  const results = join(temporaryFolder(), "r.jsonl");
  writeFileSync(results, `${lines().slice(0, -3).join("\n")}\n`);
  await expect(readPredictions(results)).rejects.toMatchObject({
    code: "INVALID_PREDICTIONS",
    message: `${results}: It has 7 results, and its run 10.`,
  });
  expect(await readPredictions(results, { partial: true })).toMatchObject({ partial: true });
});

test.each([
  ["a byte order mark", () => `\uFEFF${whole}`],
  ["lines that end as on Windows", () => `\uFEFF${whole.replaceAll("\n", "\r\n")}`],
])("results saved with %s are read as what they are", async (_, edit) => {
  const results = join(temporaryFolder(), "r.jsonl");
  writeFileSync(results, edit());
  const never = () => expect.unreachable();
  const { resumedFrom } = await evaluate(never, dataset, { ...options, results });
  expect(resumedFrom).toBe(10);
  expect(readFileSync(results, "utf8")).toBe(edit());
  const merged = join(temporaryFolder(), "merged.jsonl");
  await merge([results], { results: merged });
  expect(readFileSync(merged, "utf8")).toBe(whole);
  expect((await readPredictions(results)).predictions).toHaveLength(10);
});

/** Files of other people's that somebody may name by mistake. */
const foreign: [string, string | Buffer][] = [
  ["an archive", Buffer.alloc(10_240, "2/a.jpeg")],
  ["notes", "What I did on my holidays.\n"],
  ["notes without an end", "What I did"],
  ["JSON", '{"name":"my-package"}\n'],
  ["predictions", '{"file_name":"1/a.jpeg","top":[1,2,3,4,5]}\n'],
  ["zeros", Buffer.alloc(512)],
];

describe("a file that is not ours is refused and stays:", () => {
  const refused = { code: "INVALID_OPTION", option: "results" };

  test.each(foreign)("%s", async (_, content) => {
    const folder = temporaryFolder();
    const path = join(folder, "mine");
    writeFileSync(path, content);
    const run = evaluate(readColour, dataset, { ...options, results: path });
    await expect(run).rejects.toMatchObject(refused);
    const shard = join(temporaryFolder(), "r.jsonl");
    writeFileSync(shard, whole);
    await expect(merge([shard], { results: path })).rejects.toMatchObject(refused);
    expect(readFileSync(path)).toEqual(Buffer.from(content));
    expect(readdirSync(folder)).toEqual(["mine"]);
  });

  test.each(foreign)("%s where unfinished results would be", async (_, content) => {
    const results = join(temporaryFolder(), "r.jsonl");
    writeFileSync(`${results}.part`, content);
    const run = evaluate(readColour, dataset, { ...options, results });
    await expect(run).rejects.toMatchObject(refused);
    expect(readFileSync(`${results}.part`)).toEqual(Buffer.from(content));
  });

  test("one that comes while the model works", async () => {
    const results = join(temporaryFolder(), "r.jsonl");
    const onProgress = () => writeFileSync(results, "mine");
    const run = evaluate(readColour, dataset, { ...options, results, onProgress });
    await expect(run).rejects.toMatchObject(refused);
    expect(readFileSync(results, "utf8")).toBe("mine");
    // Nothing is lost: the part is whole.
    expect(readFileSync(`${results}.part`, "utf8")).toBe(whole);
  });

  test("a folder, a pipe, a link to nowhere", async () => {
    const folder = temporaryFolder();
    const [sub, pipe, link] = ["sub", "pipe", "link"].map((name) => join(folder, name));
    mkdirSync(sub as string);
    namedPipe(pipe as string);
    symlinkSync(join(folder, "nowhere"), link as string);
    const shard = join(temporaryFolder(), "r.jsonl");
    writeFileSync(shard, whole);
    for (const results of [sub, pipe, link] as string[]) {
      const run = evaluate(readColour, dataset, { ...options, results });
      await expect(run).rejects.toMatchObject(refused);
      await expect(merge([shard], { results })).rejects.toMatchObject(refused);
    }
    expect(readdirSync(folder).sort()).toEqual(["link", "pipe", "sub"]);
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
  });
});

test("a file that is empty has nothing to lose", async () => {
  const results = join(temporaryFolder(), "r.jsonl");
  writeFileSync(results, "");
  await evaluate(readColour, dataset, { ...options, results });
  expect(readFileSync(results, "utf8")).toBe(whole);
});

test("what a killed run left of its first line is written again", async () => {
  for (const length of [0, 1, 12, 40]) {
    const results = join(temporaryFolder(), "r.jsonl");
    writeFileSync(`${results}.part`, whole.slice(0, length));
    await evaluate(readColour, dataset, { ...options, results });
    expect(readFileSync(results, "utf8")).toBe(whole);
  }
});

describe("merge", () => {
  test("replaces results of the same run", async () => {
    const [shard, results] = [join(temporaryFolder(), "s"), join(temporaryFolder(), "r")];
    writeFileSync(shard, whole);
    for (let i = 0; i < 2; i++) await merge([shard], { results });
    expect(readFileSync(results, "utf8")).toBe(whole);
  });

  test("does not replace results of another run", async () => {
    const [shard, results] = [join(temporaryFolder(), "s"), join(temporaryFolder(), "r")];
    writeFileSync(shard, whole);
    await evaluate(readColour, dataset, { ...options, results, name: "another" });
    const before = readFileSync(results);
    await expect(merge([shard], { results })).rejects.toMatchObject({
      code: "UNMERGEABLE",
      message: `${results} holds the results of another run: model differ.`,
    });
    expect(readFileSync(results)).toEqual(before);
  });

  test("does not write over a file that it merges, by whatever name", async () => {
    const folder = temporaryFolder();
    const shard = join(folder, "s.jsonl");
    writeFileSync(shard, whole);
    linkSync(shard, join(folder, "hard.jsonl"));
    for (const results of [shard, join(folder, ".", "s.jsonl"), join(folder, "hard.jsonl")]) {
      await expect(merge([shard], { results })).rejects.toMatchObject({
        code: "INVALID_OPTION",
        option: "results",
      });
    }
    expect(readFileSync(shard, "utf8")).toBe(whole);
  });
});
