import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { evaluate, onnxModel } from "@imagenet-v2/evaluate";
import { sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { pythonEnvironment, runPython } from "@imagenet-v2/interop";
import { datasetOf } from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";
import { beforeAll, describe, expect, test } from "vitest";

const fifty = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
/** Others may have near ties, which the fifty have not. */
const archive = process.env.EFFICIENTNET_LITE_ARCHIVE || fifty;
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

        const answers = told.answers[library] as Answer[];
        const nearTies = answers.filter(({ gap }) => gap < tolerance).length;
        const counts = { images: answers.length, nearTies, top1: 0, top5: 0 };
        const ours = new Map(predictions.map(({ file_name, top }) => [file_name, top]));
        const others: string[] = [];
        for (const [i, { top, gap }] of answers.entries()) {
          const name = store.fileName(i);
          if (top[0] === store.label(i)) counts.top1++;
          if (top.includes(store.label(i))) counts.top5++;
          const same = ours.get(name)?.join() === top.join();
          if (!same && gap >= tolerance) others.push(`${name}: ${top}, and not ${ours.get(name)}`);
        }
        console.log(`${library}, in PyTorch:`, counts);
        expect(others).toEqual([]);
        expect(nearTies).toBeLessThan(answers.length / 20);
        const top5 = scores.top5?.correct ?? 0;
        expect(scores.top1.n).toBe(answers.length);
        expect(Math.abs(scores.top1.correct - counts.top1)).toBeLessThanOrEqual(nearTies);
        expect(Math.abs(top5 - counts.top5)).toBeLessThanOrEqual(nearTies);
        if (archive !== fifty) return;
        expect([nearTies, scores.top1.correct, top5]).toEqual([0, 49, 50]);
      },
    );
  },
);
