import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import { archiveOf, onnxFile, temporaryFolder, tinyJpeg, writeTar } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });

test("evaluate --val-archive places a model by what it has on all 60,000 images", {
  timeout: 300_000,
}, async () => {
  const folder = temporaryFolder();
  const model = join(folder, "model.onnx");
  writeFileSync(model, onnxFile());
  const archive = join(folder, "imagenetv2-matched-frequency-format-val.tar");
  await archiveOf(archive, fileNames("matched-frequency"), {
    topDirectory: "imagenetv2-matched-frequency-format-val",
  });
  const validation = join(folder, "ILSVRC2012_img_val.tar");
  const pictures = await Promise.all(Array.from({ length: 24 }, (_, seed) => tinyJpeg({ seed })));
  await writeTar(
    validation,
    Array.from({ length: 50_000 }, (_, i) => ({
      name: `ILSVRC2012_val_${String(i + 1).padStart(8, "0")}.JPEG`,
      body: pictures[i % 24] as Buffer,
    })),
  );
  const results = join(folder, "m.jsonl");
  const { exitCode, stdout, stderr } = await imagenetV2(
    ...["evaluate", "--archive", archive, "--model", model, "--preprocessing", "mobilenet"],
    ...["--val-archive", validation, "--results", results, "--json"],
  );
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  const facts = JSON.parse(stdout);
  const right = (path: string) => {
    const [, ...lines] = readFileSync(path, "utf8").trim().split("\n");
    const all = lines.map((line) => JSON.parse(line));
    return { n: all.length, correct: all.filter(({ label, top }) => top[0] === label).length };
  };
  const [v2, val] = [right(results), right(join(folder, "m.validation.jsonl"))];
  expect([v2.n, val.n]).toEqual([10_000, 50_000]);
  expect(facts).toMatchObject({
    ...{ n: 10_000, top1_correct: v2.correct, val_n: 50_000, val_correct: val.correct },
    ...{ val_read_as: "measured", rank_of: 335, warning: null },
  });
  expect(facts.gap).toBeCloseTo(val.correct / 50_000 - v2.correct / 10_000, 12);
});
