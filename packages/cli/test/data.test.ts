import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });
const lines = (text: string) => text.trimEnd().split("\n");

test("list --sample prints one JSON line an example, in reading order", async () => {
  const { exitCode, stdout, stderr } = await imagenetV2("list", "--sample", "--json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const examples = lines(stdout).map((line) => JSON.parse(line));
  expect(examples.length).toBeGreaterThan(40);
  expect(Object.keys(examples[0])).toEqual([
    "index",
    "file_name",
    "label",
    "wnid",
    "name",
    "tfds_id",
  ]);
  expect(examples.map(({ index }) => index)).toEqual(examples.map((_, i) => i));
});

test("list takes a split and a limit", async () => {
  const { stdout } = await imagenetV2("list", "--sample", "--split", "test[10:]", "--limit", "2");
  expect(lines(stdout).map((line) => line.trim().split(" ")[0])).toEqual(["10", "11"]);
});

test("list refuses a split that does not exist", async () => {
  const { exitCode, stderr } = await imagenetV2("list", "--sample", "--split", "train");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("['test']");
});

test("info --sample says that the data is foreign", async () => {
  const { stdout } = await imagenetV2("info", "--sample", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ provenance: "foreign", name: "imagenet-v2-sample" });
});

test("show draws into a pipe what is known, and no escape codes", async () => {
  const { stdout } = await imagenetV2("show", "--sample");
  expect(stdout).toContain("tabby  n02123045 (281)");
  expect(stdout).not.toContain("\u001b");
});

test("show draws pictures where there is colour", async () => {
  const colourful = commandLine({
    env: { IMAGENET_V2_DATA_DIR: dataDir, FORCE_COLOR: "1" },
    isTTY: true,
  });
  expect((await colourful("show", "--sample")).stdout).toContain("▀");
});

test.each([
  ["sheet.png", Buffer.from("\x89PNG", "latin1")],
  ["sheet.svg", Buffer.from("<svg")],
  ["sheet.html", Buffer.from("<!doctype html>")],
])("show --output %s", async (name, begin) => {
  const output = join(dataDir, name);
  const { exitCode, stdout } = await imagenetV2("show", "--sample", "--output", output);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${output}\n` });
  expect((await readFile(output)).subarray(0, begin.length)).toEqual(begin);
});

test("info --sample --format html has the figure", async () => {
  const { stdout } = await imagenetV2("info", "--sample", "--format", "html");
  expect(stdout).toContain('class="figure"');
});

test("bench times the stages", async () => {
  const { stdout } = await imagenetV2("bench", "--sample", "--limit", "5", "--json");
  const { bytes, images, batches } = JSON.parse(stdout);
  for (const stage of [bytes, images, batches]) {
    expect(stage).toMatchObject({ num_examples: 5, examples_per_second: expect.any(Number) });
  }
});

test("offline, without the data, ends with 6 and says where to put it", async () => {
  const { exitCode, stderr } = await imagenetV2("list", "--offline");
  expect(exitCode).toBe(6);
  expect(stderr).toContain(join(dataDir, "downloads/manual/imagenetv2-matched-frequency.tar.gz"));
});

const archives = sharedFile("archives");

/** Where TFDS stores an example: the MD5 of split, class and file. */
const hash = (name: string) =>
  createHash("md5")
    .update(`test${name.replace("/", "_")}`)
    .digest("hex");

test.skipIf(archives === undefined).each(["", "-gzip", "-com"])(
  "list prints the 50 real names in TFDS's order (../shared/archives: 50%s)",
  async (kind) => {
    const archive = join(archives ?? "", `imagenetv2-matched-frequency-50${kind}.tar.gz`);
    const { stdout } = await imagenetV2("list", "--archive", archive, "--partial", "--json");
    const names: string[] = lines(stdout).map((line) => JSON.parse(line).file_name);
    expect(names).toHaveLength(50);
    expect(names).toEqual(names.toSorted((a, b) => (hash(a) < hash(b) ? -1 : 1)));
  },
);

test.skipIf(archives === undefined)(
  "a partial archive needs --partial (../shared/archives)",
  async () => {
    const archive = join(archives ?? "", "imagenetv2-matched-frequency-50.tar.gz");
    const { exitCode, stderr } = await imagenetV2("list", "--archive", archive);
    expect(exitCode).toBe(4);
    expect(stderr).toContain("--partial");
  },
);

test.skipIf(archives === undefined)(
  "prepare writes the folder that TFDS wrote (../shared/archives and golden)",
  async () => {
    const archive = join(archives ?? "", "imagenetv2-matched-frequency-50.tar.gz");
    const { exitCode, stdout } = await imagenetV2("prepare", "--archive", archive, "--partial");
    expect(exitCode).toBe(0);
    const golden = sharedFile("golden/tfds-prepared-50/imagenet_v2/matched-frequency/3.0.0") ?? "";
    expect(await readdir(stdout.trimEnd())).toEqual(await readdir(golden));
    for (const name of ["dataset_info.json", "features.json", "label.labels.txt"]) {
      const ours = await readFile(join(stdout.trimEnd(), name), "utf8");
      expect(ours).toBe(await readFile(join(golden, name), "utf8"));
    }
  },
);
