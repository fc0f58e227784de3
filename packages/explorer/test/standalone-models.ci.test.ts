/// <reference lib="dom" />
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { readPredictions, score } from "@imagenet-v2/evaluate";
import { hasChromium, sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { drop, seesImages, useStandalone, violations } from "./use-standalone.ts";

const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
const model = sharedFile("models/mobilenet_v1_0.25_128_qdq.onnx");
const golden = sharedFile("golden/evaluate-mobilenet.json");

/** As the models of TensorFlow's own tools were trained: (p - 128) / 128. */
const third = 128 / 255;
const steps = JSON.stringify({
  resize: 146,
  crop: 128,
  mean: [third, third, third],
  std: [third, third, third],
});

const panel = (page: Page) => page.getByRole("region", { name: /^Model / });
const picker = "input[aria-label^='Model to score']";

describe.skipIf(!hasChromium || !archive || !model || !golden)(
  "a model in the page without a server (needs Chromium and ../shared)",
  () => {
    const open = useStandalone();

    async function opened() {
      const sight = await open();
      await seesImages(sight.page, "67 images");
      await sight.page.setInputFiles("input[type=file]", archive as string);
      await seesImages(sight.page, "50 images");
      return sight;
    }

    /** Chooses steps, as nothing beside the model says any. */
    async function say(page: Page, text: string) {
      await page.getByLabel(/^Or its steps/).fill(text);
      await page.getByRole("button", { name: "Score it" }).click();
    }

    const done = (page: Page) =>
      page.getByRole("button", { name: "See its mistakes" }).waitFor({ timeout: 60_000 });

    async function download(page: Page, name: string): Promise<string> {
      const coming = page.waitForEvent("download");
      await page.getByRole("button", { name }).click();
      return (await coming).path();
    }

    test("is scored as the reference scores it: counts, mistakes, report, results", async () => {
      const { page, url, requests, complaints } = await opened();
      await drop(page, { "mobilenet.onnx": await readFile(model as string) });
      await page.getByText(/nothing says what it wants done to an image/).waitFor();
      expect(await violations(page)).toEqual([]);
      await say(page, steps);
      await done(page);
      const { models } = JSON.parse(await readFile(golden as string, "utf8"));
      const { top1_correct, top5_correct, n } =
        models[basename(model as string)]["imagenetv2-matched-frequency-50"];
      expect(await panel(page).innerText()).toContain(`${top1_correct} of ${n}`);
      expect(await panel(page).innerText()).toContain(`${top5_correct} of ${n}`);
      expect(await violations(page)).toEqual([]);

      const results = await download(page, "Results ↓");
      const { predictions } = await readPredictions(results, { partial: true });
      expect(score(predictions)).toMatchObject({
        top1: { correct: top1_correct, n },
        top5: { correct: top5_correct, n },
      });
      const report = await readFile(await download(page, "Report ↓"), "utf8");
      expect(report).toContain("PARTIAL");
      expect(report).toContain(`${top1_correct} of ${n}`);

      await page.getByRole("button", { name: "See its mistakes" }).click();
      const mistakes = n - top1_correct;
      await expect.poll(() => page.locator(".count").innerText()).toBe(`${mistakes} of ${n}`);
      await page.getByRole("link", { name: "Predictions" }).click();
      await page.getByRole("heading", { name: "Confusion matrix" }).waitFor();
      expect(complaints).toEqual([]);
      expect(requests.filter((each) => !/^blob:/.test(each) && !each.startsWith(url))).toEqual([]);
    }, 120_000);

    test("in a folder, its own config says what it wants done to an image", async () => {
      const folder = join(temporaryFolder(), "small-net");
      await mkdir(folder);
      await copyFile(model as string, join(folder, "model.onnx"));
      const config = { size: 128, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
      const processor = { image_processor_type: "ViTImageProcessor", ...config };
      await writeFile(join(folder, "preprocessor_config.json"), JSON.stringify(processor));
      const { page } = await opened();
      await page.setInputFiles("input[aria-label='Folder of a model']", folder);
      await done(page);
      expect(await panel(page).getByRole("heading").innerText()).toBe("small-net");
      const report = await readFile(await download(page, "Report ↓"), "utf8");
      expect(report).toContain("config: preprocessor_config.json");
    }, 120_000);

    test("is probed where one asks for it, and the best is a proposal", async () => {
      const { page } = await opened();
      await page.setInputFiles(picker, model as string);
      await page.getByRole("button", { name: "Try the likely ones" }).click();
      await page.getByText(/chosen on the test set|Unclear/).waitFor({ timeout: 100_000 });
      expect(await panel(page).getByRole("listitem").count()).toBeGreaterThan(4);
    }, 120_000);

    test("can be stopped, and another is scored beside it", async () => {
      const { page } = await opened();
      await page.setInputFiles(picker, model as string);
      await say(page, steps);
      await page.getByRole("button", { name: "Stop" }).click();
      await expect.poll(() => panel(page).count()).toBe(0);
      for (const name of ["first.onnx", "second.onnx"]) {
        await drop(page, { [name]: await readFile(model as string) });
        await page.getByLabel(/^Or its steps/).waitFor();
        await say(page, steps);
        await done(page);
      }
      await page.getByRole("link", { name: "Predictions" }).click();
      await page.getByRole("heading", { name: "Confusion matrix" }).waitFor();
      const said = await page.locator("main").innerText();
      expect(said).toContain("first");
      expect(said).toContain("second");
    }, 120_000);

    test.each<[name: string, bytes: () => Promise<Uint8Array>, says: RegExp]>([
      ["text.onnx", async () => Buffer.from("no model at all"), /text\.onnx/],
      [
        "cut.onnx",
        async () => (await readFile(model as string)).subarray(0, 200_000),
        /cut\.onnx.*(cannot load|truncated)/s,
      ],
      ["<img src=x>.onnx", async () => Buffer.from("no"), /<img src=x>/],
    ])(
      "of %s it says what is wrong, and goes on",
      async (name, bytes, says) => {
        const { page, complaints } = await opened();
        await drop(page, { [name]: await bytes() });
        const alert = panel(page).getByRole("alert");
        const asking = page.getByLabel(/^Or its steps/);
        await alert.or(asking).first().waitFor();
        if (await asking.isVisible()) await say(page, steps);
        await alert.waitFor();
        expect(await alert.innerText()).toMatch(says);
        await panel(page).getByRole("button", { name: "Close" }).click();
        await page.getByRole("gridcell").first().click();
        await page.getByRole("dialog").waitFor();
        expect(complaints).toEqual([]);
      },
      60_000,
    );

    test("a model of another kind is refused by what its config says", async () => {
      const folder = join(temporaryFolder(), "detector");
      await mkdir(folder);
      await copyFile(model as string, join(folder, "model.onnx"));
      const config = { model_type: "detr", architectures: ["DetrForObjectDetection"] };
      await writeFile(join(folder, "config.json"), JSON.stringify(config));
      const { page } = await opened();
      await page.setInputFiles("input[aria-label='Folder of a model']", folder);
      const alert = panel(page).getByRole("alert");
      await alert.waitFor();
      expect(await alert.innerText()).toMatch(/DetrForObjectDetection/);
    }, 60_000);

    test("a folder without a model says so", async () => {
      const folder = join(temporaryFolder(), "nothing");
      await mkdir(folder);
      await writeFile(join(folder, "config.json"), "{}");
      const { page } = await opened();
      await page.setInputFiles("input[aria-label='Folder of a model']", folder);
      const alert = panel(page).getByRole("alert");
      await alert.waitFor();
      expect(await alert.innerText()).toMatch(/no ONNX file/);
    }, 60_000);
  },
);
