/// <reference lib="dom" />
import { copyFile, mkdir, readFile, truncate, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { readPredictions, score } from "@imagenet-v2/evaluate";
import { hasChromium, sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import {
  downloaded,
  largeSteps,
  modelPanel,
  modelPicker,
  say,
  scored,
  smallSteps,
} from "./use-models.ts";
import { drop, seesImages, useStandalone, violations } from "./use-standalone.ts";

const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
const model = sharedFile("models/mobilenet_v1_0.25_128_qdq.onnx");
const larger = sharedFile("models/mobilenet_v2_1.0_224_qdq.onnx");
const golden = sharedFile("golden/evaluate-mobilenet.json");

describe.skipIf(!hasChromium || !archive || !model || !larger || !golden)(
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

    test("is scored as the reference scores it: counts, mistakes, report, results", async () => {
      const { page, url, requests, complaints } = await opened();
      await drop(page, { "mobilenet.onnx": await readFile(model as string) });
      await page.getByText(/nothing says what it wants done to an image/).waitFor();
      expect(await violations(page)).toEqual([]);
      await say(page, smallSteps);
      await scored(page);
      const { models } = JSON.parse(await readFile(golden as string, "utf8"));
      const { top1_correct, top5_correct, n } =
        models[basename(model as string)]["imagenetv2-matched-frequency-50"];
      expect(await modelPanel(page).innerText()).toContain(`${top1_correct} of ${n}`);
      expect(await modelPanel(page).innerText()).toContain(`${top5_correct} of ${n}`);
      expect(await violations(page)).toEqual([]);

      const results = new Blob([await downloaded(page, "Results ↓")]);
      const { predictions } = await readPredictions(results, { partial: true });
      expect(score(predictions)).toMatchObject({
        top1: { correct: top1_correct, n },
        top5: { correct: top5_correct, n },
      });
      const report = await downloaded(page, "Report ↓");
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

    test("the larger one is scored as the reference scores it", async () => {
      const { page } = await opened();
      await page.setInputFiles(modelPicker, larger as string);
      await say(page, largeSteps);
      await scored(page);
      const { models } = JSON.parse(await readFile(golden as string, "utf8"));
      const { top1_correct, top5_correct, n } =
        models[basename(larger as string)]["imagenetv2-matched-frequency-50"];
      expect(await modelPanel(page).innerText()).toContain(`${top1_correct} of ${n}`);
      expect(await modelPanel(page).innerText()).toContain(`${top5_correct} of ${n}`);
    }, 180_000);

    test("in a folder, its own config says what it wants done to an image", async () => {
      const folder = join(temporaryFolder(), "small-net");
      await mkdir(folder);
      await copyFile(model as string, join(folder, "model.onnx"));
      const config = { size: 128, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
      const processor = { image_processor_type: "ViTImageProcessor", ...config };
      await writeFile(join(folder, "preprocessor_config.json"), JSON.stringify(processor));
      const { page } = await opened();
      await page.setInputFiles("input[aria-label='Folder of a model']", folder);
      await scored(page);
      expect(await modelPanel(page).getByRole("heading").innerText()).toBe("small-net");
      const report = await downloaded(page, "Report ↓");
      expect(report).toContain("config: preprocessor_config.json");
    }, 120_000);

    test("is probed where one asks for it, and the best is a proposal", async () => {
      const { page } = await opened();
      await page.setInputFiles(modelPicker, model as string);
      await page.getByRole("button", { name: "Try the likely ones" }).click();
      await page.getByText(/chosen on the test set|Unclear/).waitFor({ timeout: 100_000 });
      expect(await modelPanel(page).getByRole("listitem").count()).toBeGreaterThan(4);
    }, 120_000);

    test("can be stopped, and another is scored beside it", async () => {
      const { page } = await opened();
      await page.setInputFiles(modelPicker, model as string);
      await say(page, smallSteps);
      await page.getByRole("button", { name: "Stop" }).click();
      await expect.poll(() => modelPanel(page).count()).toBe(0);
      for (const name of ["first.onnx", "second.onnx"]) {
        await drop(page, { [name]: await readFile(model as string) });
        await page.getByLabel(/^Or its steps/).waitFor();
        await say(page, smallSteps);
        await scored(page);
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
        const alert = modelPanel(page).getByRole("alert");
        const asking = page.getByLabel(/^Or its steps/);
        await alert.or(asking).first().waitFor();
        if (await asking.isVisible()) await say(page, smallSteps);
        await alert.waitFor();
        expect(await alert.innerText()).toMatch(says);
        await modelPanel(page).getByRole("button", { name: "Close" }).click();
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
      const alert = modelPanel(page).getByRole("alert");
      await alert.waitFor();
      expect(await alert.innerText()).toMatch(/DetrForObjectDetection/);
    }, 60_000);

    test("a model that changed after it was picked is refused, and picked again it is scored", async () => {
      const file = join(temporaryFolder(), "picked.onnx");
      await copyFile(model as string, file);
      const { page } = await opened();
      await page.setInputFiles(modelPicker, file);
      await page.getByLabel(/^Or its steps/).waitFor();
      await truncate(file, 1000);
      await say(page, smallSteps);
      const alert = modelPanel(page).getByRole("alert");
      await alert.waitFor();
      expect(await alert.innerText()).toMatch(/picked\.onnx.*again/s);
      await copyFile(model as string, file);
      await page.setInputFiles(modelPicker, file);
      await say(page, smallSteps);
      await scored(page);
    }, 120_000);

    test("an archive that changes after it was picked is not scored without its images", async () => {
      const picked = join(temporaryFolder(), "fifty.tar");
      await copyFile(archive as string, picked);
      const { page } = await open({
        atWorkerStart: "delete StorageManager.prototype.getDirectory;",
      });
      await seesImages(page, "67 images");
      await page.setInputFiles("input[type=file]", picked);
      await seesImages(page, "50 images");
      await truncate(picked, 1_000_000);
      await page.setInputFiles(modelPicker, model as string);
      const alert = modelPanel(page).getByRole("alert");
      const asking = page.getByLabel(/^Or its steps/);
      await alert.or(asking).first().waitFor();
      if (await asking.isVisible()) await say(page, smallSteps);
      await alert.waitFor();
      expect(await alert.innerText()).toMatch(/fifty\.tar.*changed.*again/s);
    }, 120_000);

    test("a folder without a model says so", async () => {
      const folder = join(temporaryFolder(), "nothing");
      await mkdir(folder);
      await writeFile(join(folder, "config.json"), "{}");
      const { page } = await opened();
      await page.setInputFiles("input[aria-label='Folder of a model']", folder);
      const alert = modelPanel(page).getByRole("alert");
      await alert.waitFor();
      expect(await alert.innerText()).toMatch(/no ONNX file/);
    }, 60_000);
  },
);
