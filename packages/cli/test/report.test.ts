import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import { onnxFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });
const folder = temporaryFolder();

/** Predictions for all images of a variant, right but for every `wrong`-th. */
function predictions(name: string, wrong: number): void {
  const lines = fileNames("matched-frequency").map((file_name, i) => {
    const label = Number.parseInt(file_name, 10);
    const others = [1, 2, 3, 4, 5].map((step) => (label + step) % 1000);
    const top = i % wrong === 0 ? others : [label, ...others.slice(1)];
    return JSON.stringify({ file_name, top });
  });
  writeFileSync(join(folder, name), lines.join("\n"));
}

predictions("good.jsonl", 4);
predictions("bad.jsonl", 2);

describe("report", () => {
  test("puts the models of a folder side by side, and writes a page", async () => {
    const output = join(temporaryFolder(), "board.html");
    const { exitCode, stdout } = await imagenetV2("report", folder, "--output", output);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("2 models on 10,000 images of matched-frequency");
    expect(stdout).toMatch(/1 {2}good\.jsonl +75\.00 %.+\n +2 {2}bad\.jsonl +50\.00 %/);
    expect(stdout).toContain("+25.00");
    expect(readFileSync(output, "utf8")).toContain("bad.jsonl");
  });

  test("takes each model's validation accuracy, and says which models there are", async () => {
    const val = ["--val", "good.jsonl=0.8", "bad.jsonl=60"];
    const { stdout } = await imagenetV2("report", folder, "--json", ...val);
    const { boards } = JSON.parse(stdout);
    const [{ models }] = boards;
    expect(models.map(({ model, gap }: { model: string; gap: number }) => [model, gap])).toEqual([
      ["good.jsonl", expect.closeTo(0.05, 10)],
      ["bad.jsonl", expect.closeTo(0.1, 10)],
    ]);
    const stray = await imagenetV2("report", folder, "--val", "goof.jsonl=0.8");
    expect(stray.exitCode).toBe(2);
    expect(stray.stderr).toContain("There are those of bad.jsonl, good.jsonl.");
    expect((await imagenetV2("report", folder, "--val", "0.8")).exitCode).toBe(2);
  });

  test("prints CSV", async () => {
    const { stdout } = await imagenetV2("report", folder, "--csv");
    expect(stdout).toContain(
      '\r\n"10,000 images of matched-frequency",matched-frequency,good.jsonl,,10000,0.75,',
    );
    expect((await imagenetV2("report", folder, "--csv", "--json")).exitCode).toBe(2);
  });

  test("refuses a folder without results, and none", async () => {
    const empty = await imagenetV2("report", temporaryFolder());
    expect(empty.exitCode).toBe(2);
    expect(empty.stderr).toContain("no results here");
    const none = await imagenetV2("report", join(folder, "gone"));
    expect(none.exitCode).not.toBe(0);
    expect(none.stderr).toContain("gone");
    expect(none.stderr).not.toContain("nexpected");
  });

  test("refuses a part of a run, and names merge", async () => {
    const parts = temporaryFolder();
    const results = join(parts, "part.jsonl");
    const model = join(folder, "model.onnx");
    writeFileSync(model, onnxFile());
    const evaluated = await imagenetV2(
      ...["evaluate", "--sample", "--model", model, "--preprocessing", "imagenet"],
      ...["--batch-size", "4", "--shard", "0/2", "--results", results],
    );
    expect(evaluated.stderr).not.toContain("Error");
    const { exitCode, stderr } = await imagenetV2("report", parts);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("is a part of a run, images 0 to ");
    expect(stderr).toContain("merge --results");
  });
});
