import { readFileSync } from "node:fs";
import { evaluate, type Model, type OnnxModel, onnxModel } from "@imagenet-v2/evaluate";
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
const mean = [128 / 255, 128 / 255, 128 / 255] as const;

/**
 * The model fed as the golden was, with exactly (pixel - 128) / 128. Dividing by 255 first, as
 * torchvision does and we do, is off by one bit here and there; these models round their input to
 * whole numbers, and a bit decides which. It moves probabilities by some percent, and with them the
 * places of unlikely classes.
 */
function fedExactly(model: OnnxModel): Model {
  return {
    ...model,
    preprocessing: { ...model.preprocessing.preprocessing, dtype: "uint8" },
    predict: (batch, options) => {
      const data = Float32Array.from(batch.image.data, (pixel) => (pixel - 128) / 128);
      const image = { data, shape: batch.image.shape, dtype: "float32" } as const;
      return model.predict({ ...batch, image }, options);
    },
  };
}

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
      const model = await onnxModel(sharedFile(`models/${file}`) as string, {
        preprocessing: { mean, std: mean },
      });
      try {
        const counts = [expected.n, expected.top1_correct, expected.top5_correct];
        const usual = await evaluate(model, dataset);
        expect(usual.run).toMatchObject({ provenance: "partial", outputs: "1001 probabilities" });
        const { n, top1, top5 } = usual.scores;
        expect([n, top1.correct, top5?.correct]).toEqual(counts);

        // What it moves are near ties, behind the first place.
        const likely = new Map(usual.predictions.map((each) => [each.file_name, each]));
        for (const { file_name, top5, probabilities } of expected.rows) {
          const { top = [], probabilities: shares = [] } = likely.get(file_name) ?? {};
          const rank = top5.findIndex((each, i) => top[i] !== each);
          if (rank === -1) continue;
          expect([file_name, rank]).not.toEqual([file_name, 0]);
          const [one, other] = [shares[rank], probabilities[rank]] as [number, number];
          expect(Math.abs(one - other)).toBeLessThan(0.02);
        }

        const exact = await evaluate(fedExactly(model), dataset);
        const ours = new Map(exact.predictions.map((each) => [each.file_name, each]));
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
