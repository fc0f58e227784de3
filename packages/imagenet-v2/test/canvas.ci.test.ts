import { join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import { archiveOf, hasChromium, temporaryFolder, tinyJpeg } from "@imagenet-v2/fixtures";
import type { PipelineComparison } from "imagenet-v2/evaluate";
import { expect, test } from "vitest";
import { pageOf } from "./page.ts";

/** Three pipelines for pictures of one colour, whose red and green tell the class. */
const program = `
  import { load } from "imagenet-v2";
  import { comparePipelines, evaluate } from "imagenet-v2/evaluate";

  const classOf = (red, green) => Math.round(red / 8) * 32 + Math.round(green / 8);
  const ours = {
    name: "ours",
    preprocessing: { resize: [1, 1], dtype: "uint8" },
    predict: ({ image: { data, shape: [n] } }) =>
      Array.from({ length: n }, (_, i) => ({ top: [classOf(data[3 * i], data[3 * i + 1])] })),
  };
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const onCanvas = (name, answer) => ({
    name,
    input: "jpeg",
    async classify(jpeg) {
      const bitmap = await createImageBitmap(new Blob([jpeg]));
      context.drawImage(bitmap, 0, 0, 1, 1);
      const [red, green] = context.getImageData(0, 0, 1, 1).data;
      return answer(red, green);
    },
  });

  globalThis.compare = async () => {
    const archive = document.querySelector("input").files[0];
    const dataset = await load("imagenet_v2", { archive, partial: true, split: "test" });
    const right = onCanvas("canvas", classOf);
    const turned = onCanvas("turned", (red, green) => classOf(green, red));
    const pixels = ({ data: [red, green] }) => classOf(red, green);
    return {
      same: await comparePipelines(ours, right, dataset),
      other: await comparePipelines(ours, turned, dataset),
      pixels: (await evaluate(pixels, dataset, { input: "image" })).scores.top1.correct,
    };
  };
`;

test.skipIf(!hasChromium)(
  "a preprocessing on a canvas is scored in a page, and compared with ours (needs Chromium)",
  async () => {
    const path = join(temporaryFolder(), "archive.tar");
    const names = fileNames("matched-frequency").filter((_, i) => i % 500 === 0);
    const labels = names.map((name) => Number.parseInt(name, 10));
    const colour = (label: number) => [Math.floor(label / 32) * 8, (label % 32) * 8, 100] as const;
    await archiveOf(path, names, {
      topDirectory: "imagenetv2-matched-frequency-format-val",
      jpeg: (_, position) => tinyJpeg({ color: colour(labels[position] as number) }),
    });
    const page = await pageOf(program);
    await page.waitForFunction("globalThis.compare");
    await page.setInputFiles("input", path);
    const { same, other, pixels } = (await page.evaluate("compare()")) as Record<
      "same" | "other",
      PipelineComparison
    > & { pixels: number };
    expect(names).toHaveLength(20);
    expect(same).toMatchObject({ changed: 0, comparison: { n: 20, first: { correct: 20 } } });
    expect(pixels).toBe(20);
    // Where red is green, the order does not matter.
    const changed = labels.filter((label) => Math.floor(label / 32) !== label % 32);
    expect(other.changed).toBe(changed.length);
    expect(other.comparison).toMatchObject({
      ...{ onlyFirst: changed.length, onlySecond: 0, verdict: "first" },
    });
    expect(other.mostChanged).toHaveLength(10);
    for (const { label, answers } of other.mostChanged) {
      expect(answers).toEqual([label, (label % 32) * 32 + Math.floor(label / 32)]);
    }
  },
  120_000,
);
