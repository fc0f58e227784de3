import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { classes } from "@imagenet-v2/core";
import { evaluate, type OnnxModel, onnxModel } from "@imagenet-v2/evaluate";
import { sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { pythonEnvironment, runPython } from "@imagenet-v2/interop";
import { datasetOf } from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
const python = await pythonEnvironment("models");
const missing = archive === undefined ? "no archive of ../shared" : python.missing;
const skipped = missing === undefined ? "" : ` (skipped: ${missing})`;

/** What sums of float32 in another order may differ by, through all layers, of scores up to 100. */
const tolerance = 1e-3;

/** The Python of the README, for a model of random weights, and with 7 of 80 templates. */
function fromReadme(): string {
  const readme = readFileSync(
    new URL("../../../packages/evaluate/README.md", import.meta.url),
    "utf8",
  );
  const [, code = ""] = /```python\n([\s\S]*?)```/.exec(readme) ?? [];
  const random = code
    .replace('"ViT-B-32", "laion2b_s34b_b79k"', '"random-vit", None')
    .replace("OPENAI_IMAGENET_TEMPLATES", "SIMPLE_IMAGENET_TEMPLATES");
  expect(random).toContain('"random-vit", None');
  return random;
}

describe.skipIf(missing !== undefined)(`open_clip, by the README's lines${skipped}`, () => {
  const folder = temporaryFolder();
  let store: ArchiveStore;
  let told: { names: string[]; top: number[][]; versions: object };
  let model: OnnxModel;
  /** Of each image in the order of the store. */
  let theirs: Float32Array[];

  beforeAll(async () => {
    store = await ArchiveStore.open(archive as string, { partial: true, dataDir: folder });
    const images: string[] = [];
    mkdirSync(join(folder, "images"));
    for (let i = 0; i < store.length; i++) {
      const path = join(folder, "images", `${i}.jpeg`);
      writeFileSync(path, await store.read(i));
      images.push(path);
    }
    writeFileSync(join(folder, "images.json"), JSON.stringify(images));
    writeFileSync(join(folder, "made.py"), fromReadme());
    told = (await runPython(python, "zero_shot.py", [folder])) as typeof told;
    console.log(told.versions);
    const bytes = readFileSync(join(folder, "scores.npy"));
    const start = 10 + bytes.readUInt16LE(8);
    theirs = images.map(
      (_, i) => new Float32Array(Uint8Array.from(bytes.subarray(start + 4000 * i)).buffer, 0, 1000),
    );
    // Nothing is said: open_clip_config.json lies beside it.
    model = await onnxModel(folder, { classEmbeddings: join(folder, "classes.npy") });
  }, 1_200_000);

  afterAll(async () => {
    await model?.close();
    await store?.close();
  });

  test("has our names for CLIP", () => {
    expect(classes.map(({ clipName }) => clipName)).toEqual(told.names);
  });

  test("gives the scores that we give, but for the last places of sums", async () => {
    const order = new Map(theirs.map((_, i) => [store.fileName(i), i]));
    let farthest = 0;
    let images = 0;
    const { preprocessing } = model.preprocessing;
    for await (const batch of datasetOf(store).batches({ preprocessing, batchSize: 8 })) {
      const { data } = (await model.predict(batch, { signal: undefined })) as {
        data: Float32Array;
      };
      for (const [i, name] of batch.file_name.entries()) {
        const expected = theirs[order.get(name) as number] as Float32Array;
        expected.forEach((score, c) => {
          farthest = Math.max(farthest, Math.abs(score - (data[1000 * i + c] as number)));
        });
        images++;
      }
    }
    console.log({ images, farthest });
    expect(images).toBe(50);
    expect(farthest).toBeLessThan(tolerance);
  });

  test("names the same five classes of each image, ties apart", async () => {
    const { predictions, run } = await evaluate(model, datasetOf(store));
    expect(run.outputs).toBe("1000 logits");
    const byName = new Map(predictions.map(({ file_name, top }) => [file_name, top]));
    const others: unknown[] = [];
    const different = new Set<number>();
    told.top.forEach((top, i) => {
      const ours = byName.get(store.fileName(i)) as readonly number[];
      top.forEach((label, place) => {
        different.add(label);
        const scores = theirs[i] as Float32Array;
        const apart = Math.abs(
          (scores[label] as number) - (scores[ours[place] as number] as number),
        );
        if (apart > tolerance) others.push({ image: store.fileName(i), ours, theirs: top });
      });
    });
    const equal = told.top.filter((top, i) => `${top}` === `${byName.get(store.fileName(i))}`);
    console.log({ equal: equal.length, different: different.size });
    expect(others).toEqual([]);
    // The images are told apart, or equal lists would say nothing.
    expect(different.size).toBeGreaterThan(20);
  });
});
