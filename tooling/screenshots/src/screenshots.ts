// Takes the pictures that the READMEs show, so that they stay true.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromiumOptions } from "@imagenet-v2/fixtures";
import { type Dataset, load } from "imagenet-v2";
import { htmlReport, report } from "imagenet-v2/evaluate";
import { serveExplorer } from "imagenet-v2/explorer";
import { sampleArchive } from "imagenet-v2/sample";
import { contactSheet } from "imagenet-v2/view";
import { type Browser, chromium } from "playwright-core";
import sharp from "sharp";
import { madeUpPredictions } from "./made-up.ts";

interface Sight {
  readonly name: string;
  readonly url: string;
  readonly colorScheme?: "light" | "dark";
  readonly size?: { width: number; height: number };
  /** Shown by the time the picture is taken. */
  readonly waitFor: string;
}

const folder = fileURLToPath(new URL("../../../docs/pictures/", import.meta.url));
const quality = 80;

async function takeContactSheet(dataset: Dataset): Promise<void> {
  const sheet = await contactSheet(dataset, { rows: 3, columns: 6 });
  const path = join(folder, "contact-sheet.jpeg");
  await sharp(await sheet.png())
    .resize({ width: 1200, withoutEnlargement: true })
    .jpeg({ quality })
    .toFile(path);
  console.log(path);
}

async function takeExplorer(browser: Browser, dataset: Dataset, dataDir: string): Promise<void> {
  const explorer = await serveExplorer({ dataset, port: 0, dataDir });
  const at = (hash: string) => `${explorer.url}${hash}`;
  await take(browser, {
    name: "explorer",
    url: at("#images"),
    waitFor: ".tile img.loaded",
  });
  await take(browser, {
    name: "explorer-image",
    url: at("#images?image=7"),
    colorScheme: "dark",
    waitFor: "dialog .strip img.loaded",
  });
  await take(browser, {
    name: "explorer-statistics",
    url: at("#statistics"),
    waitFor: "section[aria-label=Sharpness] img.loaded",
  });
  await explorer.close();
}

/** No model comes along, so the predictions are made up, and the picture says so. */
async function takePredictions(browser: Browser, dataset: Dataset, dataDir: string): Promise<void> {
  const predictions = madeUpPredictions([...dataset.records()]);
  const models = [{ name: "made-up predictions", predictions }];
  const explorer = await serveExplorer({ dataset, predictions: models, port: 0, dataDir });
  await take(browser, {
    name: "explorer-predictions",
    url: `${explorer.url}#predictions`,
    size: { width: 1200, height: 900 },
    waitFor: ".confusion .strip img.loaded",
  });
  await explorer.close();
}

/** No model comes along, so the predictions are made up, and the report's own title says so. */
async function takeReport(browser: Browser, dataset: Dataset, dataDir: string): Promise<void> {
  const predictions = madeUpPredictions([...dataset.records()]);
  const made = report({ name: "made-up predictions", predictions, provenance: "custom" });
  const path = join(dataDir, "report.html");
  await writeFile(path, await htmlReport(made, { dataset }));
  await take(browser, {
    name: "report",
    url: pathToFileURL(path).href,
    size: { width: 720, height: 850 },
    waitFor: "h1",
  });
}

async function take(browser: Browser, sight: Sight): Promise<void> {
  const { name, url, colorScheme = "light", size = { width: 1200, height: 750 }, waitFor } = sight;
  const page = await browser.newPage({ viewport: size, colorScheme });
  await page.goto(url);
  await page.locator(waitFor).first().waitFor();
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(300); // pictures fade in
  const path = join(folder, `${name}.jpeg`);
  await page.screenshot({ path, type: "jpeg", quality });
  console.log(path);
  await page.close();
}

const dataDir = await mkdtemp(join(tmpdir(), "imagenet-v2-screenshots-"));
const browser = await chromium.launch(chromiumOptions);
try {
  await mkdir(folder, { recursive: true });
  const archive = await sampleArchive({ dataDir });
  const dataset = await load("imagenet_v2", { archive, partial: true, split: "test", dataDir });
  await takeContactSheet(dataset);
  await takeExplorer(browser, dataset, dataDir);
  await takePredictions(browser, dataset, dataDir);
  await takeReport(browser, dataset, dataDir);
  await dataset.close();
} finally {
  await browser.close();
  await rm(dataDir, { recursive: true, force: true });
}
