// Several models on all variants in one command, as users start it: killed, started again, and compared with
// single runs.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type VariantName, variantNames, variants } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { tfrecord } from "@imagenet-v2/export";
import {
  archiveOf,
  builtPackage,
  ended,
  onnxFile,
  onnxWeights,
  temporaryFolder,
} from "@imagenet-v2/fixtures";
import { ArchiveStore } from "@imagenet-v2/stores";
import { beforeAll, expect, test } from "vitest";

const program = join(builtPackage("imagenet-v2"), "bin/imagenet-v2.js");
const counter = pathToFileURL(join(builtPackage("cli"), "test/count-decoded.js"));
const dataDir = temporaryFolder();
const folder = temporaryFolder();
const list = join(folder, "models.json");
const images = 10_000;

/** Models of the same pixels: two that scale them differently, and one with its preferences reversed. */
const models = [
  { name: "plain", std: [1, 1, 1], towards: 1 },
  { name: "darker", std: [2, 2, 2], towards: 1 },
  { name: "reversed", std: [1, 1, 1], towards: -1 },
].map(({ name, std, towards }) => {
  const model = join(folder, `${name}.onnx`);
  writeFileSync(model, onnxFile({ weights: `${name}.bin` }));
  writeFileSync(join(folder, `${name}.bin`), onnxWeights({ towards }));
  return {
    name: `${name}.onnx`,
    model,
    preprocessing: { resize: 4, crop: 4, mean: [0, 0, 0], std },
  };
});
writeFileSync(list, JSON.stringify(models));

/** A stand-in for a published archive, with all of its names, prepared where the program looks for data. */
async function prepare(variant: VariantName): Promise<void> {
  const { fileName, topDirectory } = variants[variant].archive;
  const archive = join(folder, fileName);
  await archiveOf(archive, fileNames(variant), { topDirectory });
  const store = await ArchiveStore.open(archive, { dataDir: folder });
  await tfrecord().write(store, { dataDir });
  await store.close();
}

const decodedFile = join(folder, "decoded");
const sizeOf = (file: string) => (existsSync(file) ? statSync(file).size : 0);

/** Runs the program, counts what it decodes, and kills it once it has got as far as asked. */
async function evaluate(args: readonly string[], isFarEnough = (_decoded: number) => false) {
  writeFileSync(decodedFile, "");
  const child = spawn(process.execPath, [program, "evaluate", ...args, "--no-progress"], {
    env: {
      ...{ ...process.env, HOME: folder, IMAGENET_V2_DATA_DIR: dataDir, DECODED: decodedFile },
      // Threads are started without this process's own flags.
      NODE_OPTIONS: `--import ${counter}`,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const watch = setInterval(() => {
    if (isFarEnough(sizeOf(decodedFile))) child.kill("SIGKILL");
  }, 1);
  const { code, signal, stderr, stdout } = await ended(child);
  clearInterval(watch);
  return { code, signal, stderr, stdout, decoded: sizeOf(decodedFile) };
}

/** A results file, but for the day on which it was begun. */
function undated(file: string): string {
  return readFileSync(file, "utf8").replace(/"date":"\d{4}-\d\d-\d\d"/, "");
}

beforeAll(async () => {
  for (const variant of variantNames) await prepare(variant);
}, 300_000);

test("three models on three variants, killed three times, give the results of nine runs, and decode a third", {
  timeout: 600_000,
}, async () => {
  const single = temporaryFolder();
  let inNine = 0;
  for (const variant of variantNames) {
    for (const { name, model, preprocessing } of models) {
      const results = join(single, `${name}.${variant}.jsonl`);
      const how = ["--model", model, "--preprocessing", JSON.stringify(preprocessing)];
      const run = await evaluate([`imagenet_v2/${variant}`, ...how, "--results", results]);
      expect([run.code, run.stderr]).toEqual([0, ""]);
      inNine += run.decoded;
    }
  }

  const together = temporaryFolder();
  const partOf = (name: string, variant: VariantName) =>
    join(together, `${name}.${variant}.jsonl.part`);
  const [first, second] = variantNames;
  const run = (isFarEnough?: (decoded: number) => boolean) =>
    evaluate(["--models", list, "--all-variants", "--results-dir", together], isFarEnough);
  const killed = [
    // While the first variant is decoded,
    await run((decoded) => decoded > images / 10),
    // while the second model is scored,
    await run(() => sizeOf(partOf("darker.onnx", first)) > 10_000),
    // and while the last model is left alone with decoded images.
    await run(() => sizeOf(partOf("reversed.onnx", second)) > 10_000),
  ];
  expect(killed.map(({ signal }) => signal)).toEqual(["SIGKILL", "SIGKILL", "SIGKILL"]);
  const last = await run();
  expect(last.code).toBe(0);

  expect(readdirSync(together).sort()).toEqual(readdirSync(single).sort());
  for (const file of readdirSync(single)) {
    expect(undated(join(together, file)), file).toBe(undated(join(single, file)));
  }
  const decodedBy = [...killed, last].map(({ decoded }) => decoded);
  console.log(`Decoded: ${decodedBy.join(", ")} by four runs that went on, ${inNine} by nine.`);
  expect(inNine).toBe(9 * images);
  const total = decodedBy.reduce((sum, each) => sum + each, 0);
  // Each variant once, and what was lost of the first.
  expect(total).toBeGreaterThan(3 * images);
  expect(total).toBeLessThan(4 * images);
});
