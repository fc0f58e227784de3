// 10,000 images and a small model in Chromium, whose tab is killed twice, against Node.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findVariant } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { evaluate, type OnnxRuntime, onnxModel } from "@imagenet-v2/evaluate";
import { hasChromium, largeArchive, sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
import * as web from "onnxruntime-web";
import { expect, test } from "vitest";
import { evaluatingPage } from "./open-page.ts";

const file = sharedFile("models/mobilenet_v1_0.25_128_qdq.onnx");

test.skipIf(!hasChromium || file === undefined)(
  "a page that is killed twice over 10,000 images ends with the results of onnxruntime-web in Node, but for `made` and `archive` (needs Chromium and ../shared)",
  { timeout: 5_400_000 },
  async () => {
    const { name, archive } = findVariant("matched-frequency");
    const path = await largeArchive(fileNames(name), { topDirectory: archive.topDirectory });
    const model = readFileSync(file as string);
    const mean = [128 / 255, 128 / 255, 128 / 255] as const;
    const options = { name: "small", preprocessing: { mean, std: mean } } as const;

    const profile = temporaryFolder();
    let url: string | undefined;
    const open = async () => {
      const page = await evaluatingPage(url === undefined ? { profile } : { profile, url });
      ({ url } = page);
      await page.page.setInputFiles("input", path);
      const scoring = page.ask("score", model.toString("base64"), options, undefined, "r.jsonl");
      return { page, scoring };
    };
    for (const killedAt of [3000, 7000]) {
      const { page, scoring } = await open();
      scoring.catch(() => {});
      await page.untilDone(killedAt);
      await page.kill();
    }
    const { page, scoring } = await open();
    const { counts } = await scoring;
    const found = await page.ask("read", "r.jsonl", true);

    web.env.wasm.numThreads = 1;
    const dataset = await load("imagenet_v2", { archive: path, partial: true, split: "test" });
    const inNode = await onnxModel(model, { ...options, runtime: web as unknown as OnnxRuntime });
    const results = join(temporaryFolder(), "r.jsonl");
    const { scores } = await evaluate(inNode, dataset, { batchSize: 10, results });
    await Promise.all([inNode.close(), dataset.close()]);
    expect(counts).toEqual([scores.n, scores.top1.correct, scores.top5?.correct]);
    expect(alike(found)).toBe(alike(readFileSync(results, "utf8")));
  },
);

/** But for when and with what it was made, and for the archive's checksum, which a page does not work out. */
function alike(text: string): string {
  const [header = "", ...lines] = text.split("\n");
  const { made: _, archive: __, ...rest } = JSON.parse(header) as Record<string, unknown>;
  return [JSON.stringify(rest), ...lines].join("\n");
}
