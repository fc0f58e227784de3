import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";
import { run } from "@imagenet-v2/cli";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const env = { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir };
const imagenetV2 = commandLine({ env });
const sample = ["explore", "--sample", "--no-open"];

/** Runs a command until its first line, asks with that, and interrupts. */
async function interrupted(argv: string[], use: (line: string) => Promise<void>): Promise<number> {
  const ending = new AbortController();
  let printed = (_: string) => {};
  const line = new Promise<string>((resolve) => {
    printed = resolve;
  });
  const stdout = new Writable({
    write(chunk, _, done) {
      printed(String(chunk));
      done();
    },
  });
  const stderr = new Writable({ write: (_, __, done) => done() });
  const running = run(argv, { stdout, stderr, env, signal: ending.signal });
  await use(await line);
  ending.abort(new Error("enough"));
  return running;
}

// biome-ignore lint/suspicious/noExplicitAny: any of the page's documents
async function document(address: string, name: string): Promise<any> {
  return (await fetch(`${address.trim()}documents/${name}.json`)).json();
}

test("explore serves the page until it is interrupted", async () => {
  let address = "";
  await interrupted([...sample, "--port", "0"], async (line) => {
    address = line.trim();
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const page = await fetch(address);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const index = await document(address, "index");
    expect(index).toMatchObject({ provenance: "sample", name: "imagenet-v2-sample" });
    const picture = await fetch(`${address}thumbnails/${index.index[0]}.jpeg`);
    expect(picture.headers.get("content-type")).toBe("image/jpeg");
  });
  await expect(fetch(address)).rejects.toThrow();
});

test("explore --json prints where it is", async () => {
  await interrupted([...sample, "--port", "0", "--json"], async (line) => {
    const { url, port } = JSON.parse(line);
    expect(url).toBe(`http://127.0.0.1:${port}/`);
  });
});

test("explore reads predictions and boxes, and calls models without a name by their files", async () => {
  const { stdout } = await imagenetV2("list", "--sample", "--json");
  const examples = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const folder = temporaryFolder();
  const [a, b, boxes] = [
    join(folder, "a.jsonl"),
    join(folder, "b.jsonl"),
    join(folder, "boxes.tsv"),
  ];
  const line = (top: (label: number) => number[]) =>
    examples.map((e) => JSON.stringify({ file_name: e.file_name, top: top(e.label) })).join("\n");
  await writeFile(
    a,
    line((label) => [label, 1, 2, 3, 4]),
  );
  await writeFile(
    b,
    line((label) => [1, label, 2, 3, 4]),
  );
  const [first] = examples;
  await writeFile(boxes, `file\tboxes\n${first.file_name.split("/")[1]}\t1 2 3 4\n`);
  const argv = [...sample, "--port", "0", "--predictions", a, b, "--boxes", boxes];
  await interrupted(argv, async (address) => {
    const index = await document(address, "index");
    expect(index.models).toEqual(["a", "b"]);
    expect(index.boxes[index.index.indexOf(first.index)]).toEqual([[1, 2, 3, 4]]);
    const { models, comparisons } = await document(address, "predictions");
    expect(models[0].top1.accuracy).toBe(1);
    expect(models[1].top1.accuracy).toBe(0);
    expect(comparisons[0].words).toBe("a is better than b: p < 0.001.");
  });
});

test("explore calls a model as its results call it, and tells two of one name apart", async () => {
  const { stdout } = await imagenetV2("list", "--sample", "--json");
  const examples = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const sha256 = "0".repeat(64);
  const header = {
    imagenet_v2_results: 1,
    variant: null,
    provenance: "sample",
    archive: null,
    images: { count: examples.length, sha256 },
    model: { name: "my model", sha256 },
    classes: null,
    preprocessing: null,
    outputs: "1000 logits",
    batch_size: 1,
    from: 0,
    to: examples.length,
  };
  const lines = examples.map(({ file_name, label }) => ({ file_name, top: [label, 1, 2, 3, 4] }));
  const text = [header, ...lines].map((each) => JSON.stringify(each)).join("\n");
  const folder = temporaryFolder();
  const results = ["first.jsonl", "second.jsonl"].map((name) => join(folder, name));
  for (const path of results) await writeFile(path, text);
  await interrupted([...sample, "--port", "0", "--predictions", ...results], async (address) => {
    const { models } = await document(address, "index");
    expect(models).toEqual(["my model", "second"]);
  });
});

test("explore refuses predictions for other images", async () => {
  const file = join(temporaryFolder(), "other.jsonl");
  await writeFile(
    file,
    JSON.stringify({ file_name: `0/${"a".repeat(40)}.jpeg`, top: [1, 2, 3, 4, 5] }),
  );
  const { exitCode, stderr } = await imagenetV2(...sample, "--predictions", file);
  expect([exitCode, stderr]).toEqual([4, expect.stringContaining("other.jsonl")]);
});

test("explore refuses nine models, a port that is none, a file that is not there", async () => {
  const nine = await imagenetV2(...sample, "--predictions", ..."abcdefghi");
  expect([nine.exitCode, nine.stderr]).toEqual([2, expect.stringContaining("up to 8 files")]);
  expect((await imagenetV2(...sample, "--port", "99999")).exitCode).toBe(2);
  expect((await imagenetV2(...sample, "--boxes", join(dataDir, "none.tsv"))).exitCode).toBe(6);
});

test("explore --export writes the page, and does not replace it unasked", async () => {
  const site = join(temporaryFolder(), "site");
  const first = await imagenetV2(...sample, "--export", site, "--quiet");
  expect(first).toEqual({ exitCode: 0, stdout: `${site}\n`, stderr: "" });
  expect(await readdir(join(site, "thumbnails"))).toHaveLength(67);
  expect(await readFile(join(site, "index.html"), "utf8")).toContain("data-exported");
  const again = await imagenetV2(...sample, "--export", site);
  expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining("--overwrite")]);
});
