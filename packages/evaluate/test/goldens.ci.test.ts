import { readFileSync } from "node:fs";
import { evaluate, onnxModel } from "@imagenet-v2/evaluate";
import { sharedFile } from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";

interface Run {
  top1_correct: number;
  top5_correct: number;
  n: number;
  rows: { file_name: string; top5: number[]; probabilities: number[] }[];
}

const golden = sharedFile("golden/evaluate-mobilenet.json");
const { models }: { models: Record<string, Record<string, Run>> } =
  golden === undefined ? { models: {} } : JSON.parse(readFileSync(golden, "utf8"));
const runs = Object.entries(models).flatMap(([file, archives]) =>
  Object.entries(archives).map(([archive, expected]) => ({ file, archive, expected })),
);
/** (pixel - 128) / 128, to the bit: these models round their input to whole numbers, and a bit decides which. */
const preprocessing = { rescale: 1, mean: [128, 128, 128], std: [128, 128, 128] } as const;

describe.skipIf(golden === undefined)("what onnxruntime gave in Python (../shared)", () => {
  test.each(runs)(
    "$file on $archive",
    { timeout: 120_000 },
    async ({ file, archive, expected }) => {
      const dataset = await load("imagenet_v2", {
        archive: sharedFile(`archives/${archive}.tar.gz`) as string,
        partial: true,
        split: "test",
      });
      const model = await onnxModel(sharedFile(`models/${file}`) as string, { preprocessing });
      try {
        const counts = [expected.n, expected.top1_correct, expected.top5_correct];
        const { scores, predictions, run } = await evaluate(model, dataset);
        expect(run).toMatchObject({ provenance: "partial", outputs: "1001 probabilities" });
        expect([scores.n, scores.top1.correct, scores.top5?.correct]).toEqual(counts);
        const ours = new Map(predictions.map((each) => [each.file_name, each]));
        for (const { file_name, top5, probabilities } of expected.rows) {
          expect([file_name, ours.get(file_name)?.top]).toEqual([file_name, top5]);
          probabilities.forEach((probability, i) => {
            expect(ours.get(file_name)?.probabilities?.[i]).toBeCloseTo(probability, 5);
          });
        }
      } finally {
        await model.close();
        await dataset.store.close();
      }
    },
  );
});
