import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onnxFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });
const folder = temporaryFolder();
const model = join(folder, "a.onnx");
writeFileSync(model, onnxFile());
const run = ["evaluate", "--model", model, "--preprocessing", "imagenet", "--sample"];
const some = ["--split", "test[:6]"];

test("--explorer makes the pictures of a report lead to an explorer", async () => {
  const output = join(folder, "r.html");
  const { exitCode } = await imagenetV2(
    ...[...run, ...some, "--output", output, "--explorer", "http://127.0.0.1:4173/"],
  );
  expect(exitCode).toBe(0);
  const links = readFileSync(output, "utf8").match(
    /<a href="http:\/\/127.0.0.1:4173\/#images\?image=\d+"><img /g,
  );
  expect(links?.length).toBeGreaterThan(5);
});

const to = ["--explorer", "x/index.html"];
test.each([
  ["a script", [...run, "--output", "r.html", "--explorer", "javascript:alert(1)"], "http(s) URL"],
  ["without a report", [...run, ...to], "--explorer does nothing without --output."],
  ["a report in Markdown", [...run, "--output", "r.md", ...to], "which has no pictures"],
  [
    "a leaderboard",
    [...run, "--output", "r.html", "--results-dir", folder, ...to],
    "--explorer does nothing with --results-dir.",
  ],
  [
    "predictions without images",
    ["evaluate", "--predictions", "p.jsonl", "--output", "r.html", ...to],
    "--explorer does nothing with --predictions without --archive or --sample.",
  ],
])("--explorer is refused before any work: %s", async (_, args, says) => {
  const before = readdirSync(folder);
  const { exitCode, stdout, stderr } = await imagenetV2(...args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(says);
  expect(readdirSync(folder)).toEqual(before);
});
