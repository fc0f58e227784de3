import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });

/** Predictions for a whole variant. */
const file = join(temporaryFolder(), "p.jsonl");
writeFileSync(
  file,
  fileNames("matched-frequency")
    .map((file_name) => JSON.stringify({ file_name, top: [1, 2, 3, 4, 5] }))
    .join("\n"),
);

/** The last word is the option that has no effect. */
describe("an option that would be ignored is refused:", () => {
  test.each([
    ["list imagenet_v2/topimages --sample", "NAME"],
    ["info imagenet_v2/topimages --sample", "NAME"],
    ["show imagenet_v2/topimages --sample", "NAME"],
    ["bench imagenet_v2/topimages --sample", "NAME"],
    ["explore imagenet_v2/topimages --sample --no-open", "NAME"],
    [`evaluate imagenet_v2/topimages --sample --predictions ${file}`, "NAME"],
    ["list --sample --base-url http://localhost:1", "--base-url"],
    ["list --archive x --base-url http://localhost:1", "--base-url"],
    ["list --offline --base-url http://localhost:1", "--base-url"],
    ["info --partial", "--partial"],
    ["info --data-dir x", "--data-dir"],
    ["info --base-url http://localhost:1", "--base-url"],
    ["info --json --format html", "--format"],
    ["info --format text --json", "--format"],
    ["split test --partial", "--partial"],
    ["split test --data-dir x", "--data-dir"],
    ["show --sample --json", "--json"],
    ["explore --sample --no-open --originals", "--originals"],
    ["explore --sample --no-open --overwrite", "--overwrite"],
    [`explore --sample --export ${dataDir}/site --port 0`, "--port"],
    [`explore --sample --export ${dataDir}/site --host localhost`, "--host"],
    ["download --bytes 5", "--bytes"],
    [`download imagenet_v2/topimages --url http://localhost:1 --sha256 ${"0".repeat(64)}`, "NAME"],
    [`download --url http://localhost:1 --sha256 ${"0".repeat(64)} --mirror x`, "--mirror"],
    [`download --url http://localhost:1 --sha256 ${"0".repeat(64)} --base-url x`, "--base-url"],
    [`download --url http://localhost:1 --sha256 ${"0".repeat(64)} --revision x`, "--revision"],
    ["download --offline --mirror x", "--mirror"],
    ["download --offline --retries 3", "--retries"],
    ["verify --mirror x", "--mirror"],
    ["verify --base-url x", "--base-url"],
    ["verify --connections 2", "--connections"],
    [
      "prepare imagenet_v2/topimages --sample --num-shards 1 --max-shard-size-mb 5",
      "--max-shard-size-mb",
    ],
    [`evaluate --predictions ${file} --preprocessing clip`, "--preprocessing"],
    [`evaluate --predictions ${file} --batch-size 5`, "--batch-size"],
    [`evaluate --predictions ${file} --results r.jsonl`, "--results"],
    [`evaluate --predictions ${file} --shard 0/8`, "--shard"],
    [`evaluate --predictions ${file} --probe`, "--probe"],
    [`evaluate --predictions ${file} --workers 2`, "--workers"],
    [`evaluate --predictions ${file} --threads 2`, "--threads"],
    [`evaluate --predictions ${file} --device cpu`, "--device"],
    [`evaluate --predictions ${file} --cache c.npy`, "--cache"],
    [`evaluate --predictions ${file} --split test[:10]`, "--split"],
    [`evaluate --predictions ${file} --data-dir x`, "--data-dir"],
    [`evaluate --predictions ${file} --base-url x`, "--base-url"],
  ])("%s", async (line, option) => {
    const { exitCode, stdout, stderr } = await imagenetV2(...line.split(" "), "--debug");
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    const message = line.includes("--json") ? JSON.parse(stderr).message : stderr;
    expect(message).toMatch(new RegExp(`^(imagenet-v2: )?${option} does nothing with(out)? `));
  });
});

test.each([
  ["evaluate --preprocessing a --preprocessing b", "--preprocessing"],
  ["evaluate --results=a --results=a", "--results"],
  [`evaluate --predictions ${file} --predictions ${file}`, "--predictions"],
  ["list --sample --split test --split test[:5]", "--split"],
  ["list --sample --limit 5 --limit 6", "--limit"],
  ["list --data-dir a --data_dir b", "--data-dir"],
  ["show --sample --output a.png --output b.png", "--output"],
  ["info --format json --format html", "--format"],
  ["merge a --results b --results c", "--results"],
  ["explore --sample --boxes a --boxes b", "--boxes"],
  ["download --base-url a --base-url b", "--base-url"],
])("an option is not given twice: %s", async (line, option) => {
  const { exitCode, stdout, stderr } = await imagenetV2(...line.split(" "));
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(`${option} is given twice.`);
});

test.each([
  "list --sample --json --json --limit 1",
  "list imagenet_v2 --sample --limit 1",
  "list --sample --partial --offline --quiet --no-progress --limit 1",
  "info --offline",
  "info --json --format json",
  "split test --offline",
  `evaluate imagenet_v2/matched-frequency --predictions ${file} --partial`,
])("what agrees is no contradiction: %s", async (line) => {
  expect(await imagenetV2(...line.split(" "))).toMatchObject({ exitCode: 0 });
});

test("several files come with one option, or with one each", async () => {
  const files = [join(dataDir, "a"), join(dataDir, "b")];
  for (const argv of [
    ["--predictions", ...files],
    files.flatMap((path) => ["--predictions", path]),
  ]) {
    const { stderr } = await imagenetV2("explore", "--sample", "--no-open", ...argv);
    expect(stderr).toContain(files[0]);
  }
});

test("--shard auto without a launcher is refused, and names the flag", async () => {
  const model = ["--model", file, "--sample"];
  const { exitCode, stderr } = await imagenetV2("evaluate", ...model, "--shard", "auto");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("no launcher has set its variables");
  expect(stderr).toContain("--shard 0/8");
});

test("--shard auto in a part of a Slurm array is refused, and names the flag", async () => {
  const slurm = {
    SLURM_ARRAY_TASK_ID: "5",
    SLURM_ARRAY_TASK_COUNT: "2",
    SLURM_ARRAY_TASK_MIN: "3",
    SLURM_ARRAY_TASK_MAX: "5",
  };
  const env = { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir, ...slurm };
  const model = ["--model", file, "--sample"];
  const { exitCode, stderr } = await commandLine({ env })("evaluate", ...model, "--shard", "auto");
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--shard "$SLURM_ARRAY_TASK_ID/8"');
});

test("show --output --json prints JSON", async () => {
  const output = join(temporaryFolder(), "x.svg");
  const { stdout } = await imagenetV2("show", "--sample", "--output", output, "--json");
  expect(JSON.parse(stdout)).toEqual({ skipped: [], path: output });
});

test("compare refuses to count more classes than are predicted", async () => {
  const { exitCode, stdout, stderr } = await imagenetV2("compare", file, file, "--k", "6");
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain("5 classes are predicted, and the top 6 are wanted");
});
