import {
  evaluate,
  type Model,
  mistakesInWords,
  onnxModel,
  probedInWords,
  probeMistakes,
  probePreprocessing,
  recountClasses,
} from "@imagenet-v2/evaluate";
import { sharedFile } from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";

const sortedAsText = [...Array(1000).keys()].map(String).sort().map(Number);
const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
const file = sharedFile("models/mobilenet_v2_1.0_224_qdq.onnx");
const mean = [128 / 255, 128 / 255, 128 / 255] as const;
const right = { mean, std: mean };

describe.skipIf(archive === undefined || file === undefined)(
  "MobileNetV2 on 50 images (../shared)",
  () => {
    test.each([
      ["none", right, undefined],
      ["BGR", { ...right, channels: "bgr" as const }, "channels in the order RGB"],
      ["pixels in [0, 1]", { mean: [0, 0, 0], std: [1, 1, 1] }, "pixels scaled to [-1, 1]"],
      ["ImageNet's mean", "imagenet" as const, "pixels scaled to [-1, 1]"],
    ] as const)(
      "names the mistake: %s",
      { timeout: 120_000 },
      async (_, preprocessing, instead) => {
        const dataset = await load("imagenet_v2", {
          archive: archive as string,
          partial: true,
          split: "test",
        });
        const model = await onnxModel(file as string, { preprocessing });
        const probe = await probeMistakes(model, dataset);
        await model.close();
        if (instead === undefined) expect(mistakesInWords(probe)).toEqual([]);
        else expect(probe.tried[0]?.instead).toBe(instead);
      },
    );

    // What the model wants, as far as a probe says it; the size is that of a preset.
    const wanted = { resize: 256, crop: 224, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
    test.each([
      ["squeezed images", { ...right, resize: [224, 224], crop: null }],
      ["pixels in [0, 1]", { ...right, resize: 256, crop: 224, mean: [0, 0, 0], std: [1, 1, 1] }],
      ["pixels by ImageNet's mean", "imagenet"],
      ["BGR", { ...right, resize: 256, crop: 224, channels: "bgr" }],
    ] as const)(
      "a probe of a model that was given %s proposes what it wants, or says that it is unclear",
      { timeout: 300_000 },
      async (given, preprocessing) => {
        const dataset = await load("imagenet_v2", {
          archive: archive as string,
          partial: true,
          split: "test",
        });
        const model = await onnxModel(file as string, { preprocessing });
        const found = await probePreprocessing(model, dataset);
        await model.close();
        const lines = probedInWords(found);
        console.log([`Given ${given}:`, ...lines].join("\n"));
        const [best, next] = found.colours;
        expect(best?.name).toBe("mean and std 0.5, to [-1, 1]");
        expect(lines[1]).toBe(`  ${best?.top1.correct} of 50 right  ${best?.name}`);
        if (found.proposed === undefined) {
          expect(next?.p).toBeGreaterThanOrEqual(0.05);
          expect(lines.at(-1)).toMatch(/^Unclear: /);
        } else {
          expect(found.proposed).toMatchObject({ ...wanted, channels: "rgb" });
        }
      },
    );

    test.each([
      [
        "the background class counted as one",
        (row: Float32Array) => row.slice(0, 1000),
        "each output standing for the class before",
        12,
        // The last class, ten of the images, has no output.
        36,
      ],
      [
        "classes learned from folders sorted as text",
        (row: Float32Array) => sortedAsText.map((label) => row[label + 1] as number),
        "the outputs in the order of folders sorted as text",
        35,
        46,
      ],
    ] as const)(
      "names the mistake: %s",
      { timeout: 60_000 },
      async (_, change, instead, most, found) => {
        const dataset = await load("imagenet_v2", {
          archive: archive as string,
          partial: true,
          split: "test",
        });
        const model = await onnxModel(file as string, { preprocessing: right });
        const wrong: Model = {
          ...model,
          predict: async (batch, options) => {
            const { data } = (await model.predict(batch, options)) as { data: Float32Array };
            return batch.file_name.map((_, i) => change(data.slice(1001 * i, 1001 * (i + 1))));
          },
        };
        const { scores, predictions } = await evaluate(wrong, dataset);
        await model.close();
        expect(scores.top1.correct).toBeLessThan(most);
        expect(recountClasses(predictions)[0]).toMatchObject({ instead, likely: true });
        expect(recountClasses(predictions)[0]?.top1.correct).toBe(found);
      },
    );
  },
);
