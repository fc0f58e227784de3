import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { variants } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { archiveOf, sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
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

test("info --sample says that the data is the sample", async () => {
  const { stdout } = await imagenetV2("info", "--sample", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ provenance: "sample", name: "imagenet-v2-sample" });
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

/** A folder with three images, a read-me and a file of Windows. */
async function cluttered(): Promise<string> {
  const folder = join(temporaryFolder(), "données 2");
  for (const name of ["7/a.jpeg", "7/Thumbs.db", "0035/b.JPG", "8/c.jpg", "README.md"]) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), "x");
  }
  return folder;
}

test("list says on stderr what it ignored, and how it read a padded folder", async () => {
  const folder = await cluttered();
  const { exitCode, stdout, stderr } = await imagenetV2("list", "--archive", folder, "--partial");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("35/b.JPG");
  expect(stderr).toBe(
    `Note: ${folder}: Ignored 2 entries that are not images: 7/Thumbs.db, README.md.\n` +
      `Note: ${folder}: Zero-padded class folders were read as numbers: 0035 as class 35.\n`,
  );
});

test("notes about the data are JSON with --json, and none with --quiet", async () => {
  const args = ["info", "--archive", await cluttered(), "--partial"];
  const notes = [expect.stringMatching(/^Ignored 2/), expect.stringMatching(/^Zero-padded/)];
  const { stdout, stderr } = await imagenetV2(...args, "--json");
  expect(JSON.parse(stdout)).toMatchObject({ notes });
  expect(lines(stderr).map((line) => JSON.parse(line).note)).toEqual(notes);
  expect((await imagenetV2(...args, "--quiet")).stderr).toBe("");
});

test("verify tells an archive that may have been cut between two images", async () => {
  const archive = join(temporaryFolder(), "archive.tar");
  const { topDirectory } = variants.topimages.archive;
  await archiveOf(archive, fileNames("topimages").slice(0, 9), { topDirectory, endBlocks: 0 });
  const { exitCode, stderr } = await imagenetV2(
    "verify",
    "imagenet_v2/topimages",
    "--archive",
    archive,
  );
  expect(exitCode).toBe(4);
  expect(stderr).toContain("9 of the 10000 images of topimages");
  expect(stderr).toContain("may have been cut between two images");
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
