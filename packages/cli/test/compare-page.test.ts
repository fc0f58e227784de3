import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const folder = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: folder, IMAGENET_V2_DATA_DIR: folder } });

/** Predictions for the first images, right but for every `wrong`-th. */
function predictions(name: string, wrong: number): string {
  const lines = fileNames("matched-frequency").map((file_name, i) => {
    const label = Number.parseInt(file_name, 10);
    const others = [1, 2, 3, 4, 5].map((step) => (label + step) % 1000);
    const top = i % wrong === 0 ? others : [label, ...others.slice(1)];
    return JSON.stringify({ file_name, top });
  });
  const path = join(folder, name);
  writeFileSync(path, lines.slice(0, 500).join("\n"));
  return path;
}

const files = [predictions("good.jsonl", 4), predictions("bad.jsonl", 2)];

test.each([".html", ".md"])("compare writes a report of its own: %s", async (ending) => {
  const output = join(folder, `compared${ending}`);
  const args = ["compare", ...files, "--partial", "--output", output];
  expect((await imagenetV2(...args)).exitCode).toBe(0);
  const page = readFileSync(output, "utf8");
  expect(page).toContain("good.jsonl against bad.jsonl: top-1 on 500 images");
  expect(page).toContain("PARTIAL: 500 images, not all of matched-frequency.");
  expect(page).toContain("good.jsonl is better than bad.jsonl: p");
  await imagenetV2(...args, "--title", "Week 12");
  expect(readFileSync(output, "utf8")).toContain("Week 12");
});

test("a title without a report is refused", async () => {
  const { exitCode, stderr } = await imagenetV2("compare", ...files, "--title", "Week 12");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("--title does nothing without --output.");
});
