import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { evaluate, onnxModel } from "@imagenet-v2/evaluate";
import { sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { pythonEnvironment, runPython } from "@imagenet-v2/interop";
import { datasetOf } from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";
import { beforeAll, describe, expect, test } from "vitest";

const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
const python = await pythonEnvironment("models");
const missing = archive === undefined ? "no archive of ../shared" : python.missing;
const skipped = missing === undefined ? "" : ` (skipped: ${missing})`;

/** What PyTorch answers for an image. */
interface Answer {
  readonly top: readonly number[];
  /** The least difference between two neighbours of the first six scores. */
  readonly gap: number;
}

/** What two libraries' float32 sums may differ by, of scores up to 20. */
const tolerance = 1e-3;

describe.skipIf(missing !== undefined)(
  `EfficientNet-Lite0 in a folder, nothing said${skipped}`,
  async () => {
    const folder = temporaryFolder();
    const store = await ArchiveStore.open(archive as string, { partial: true, dataDir: folder });
    const dataset = datasetOf(store);
    let told: { versions: object; answers: Record<string, Answer[]> };
    beforeAll(async () => {
      const images: string[] = [];
      for (let i = 0; i < store.length; i++) {
        const path = join(folder, "images", store.fileName(i));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, await store.read(i));
        images.push(path);
      }
      writeFileSync(join(folder, "images.json"), JSON.stringify(images));
      const args = [join(folder, "images.json"), folder];
      told = (await runPython(python, "efficientnet_lite.py", args)) as typeof told;
      console.log(told.versions);
    }, 1_200_000);

    test.each([
      ["timm", "config: config.json"],
      ["transformers", "config: preprocessor_config.json"],
    ] as const)(
      "as %s writes it is right as often as in PyTorch, with the same five classes for each image",
      async (library, source) => {
        const model = await onnxModel(join(folder, library));
        const { predictions, run, scores } = await evaluate(model, dataset);
        await model.close();
        expect(run.preprocessing_source).toBe(source);
        expect(scores.top1).toMatchObject({ correct: 49, n: 50 });
        expect(scores.top5).toMatchObject({ correct: 50, n: 50 });

        const ours = new Map(predictions.map(({ file_name, top }) => [file_name, top]));
        const answers = told.answers[library] as Answer[];
        const gaps = answers.map(({ gap }) => gap);
        console.log(`${library}: the closest of the first six scores: ${Math.min(...gaps)}`);
        expect(Math.min(...gaps)).toBeGreaterThan(tolerance);
        const theirs = new Map(answers.map(({ top }, i) => [store.fileName(i), top]));
        expect(ours).toEqual(theirs);
      },
    );
  },
);
