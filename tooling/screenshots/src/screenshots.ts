// Takes the pictures that the READMEs show, so that they stay true.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { load } from "imagenet-v2";
import { serveExplorer } from "imagenet-v2/explorer";
import { sampleArchive } from "imagenet-v2/sample";
import { contactSheet } from "imagenet-v2/view";
import { chromium } from "playwright-core";
import sharp from "sharp";

interface Sight {
  readonly name: string;
  readonly address: string;
  readonly colorScheme?: "light" | "dark";
  /** Shown by the time the picture is taken. */
  readonly waitFor: string;
}

const folder = fileURLToPath(new URL("../../../docs/pictures/", import.meta.url));
const size = { width: 1200, height: 750 };
const quality = 82;

const sights: readonly Sight[] = [
  { name: "explorer", address: "#images?grouped", waitFor: ".tile img.loaded" },
  {
    name: "explorer-image",
    address: "#images?image=7",
    colorScheme: "dark",
    waitFor: "dialog .strip img.loaded",
  },
  {
    name: "explorer-statistics",
    address: "#statistics",
    waitFor: "section[aria-label=Sharpness] img.loaded",
  },
];

const dataDir = await mkdtemp(join(tmpdir(), "imagenet-v2-screenshots-"));
try {
  await mkdir(folder, { recursive: true });
  const archive = await sampleArchive({ dataDir });
  const dataset = await load("imagenet_v2", { archive, partial: true, split: "test", dataDir });
  const sheet = await contactSheet(dataset, { rows: 3, columns: 6 });
  await sharp(await sheet.png())
    .jpeg({ quality })
    .toFile(join(folder, "contact-sheet.jpeg"));

  const explorer = await serveExplorer({ dataset, port: 0, dataDir });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
  });
  for (const { name, address, colorScheme = "light", waitFor } of sights) {
    const page = await browser.newPage({ viewport: size, colorScheme });
    await page.goto(`${explorer.url}${address}`);
    await page.locator(waitFor).first().waitFor();
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(300); // pictures fade in
    const path = join(folder, `${name}.jpeg`);
    await page.screenshot({ path, type: "jpeg", quality });
    console.log(path);
    await page.close();
  }
  await browser.close();
  await explorer.close();
  await dataset.store.close();
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
