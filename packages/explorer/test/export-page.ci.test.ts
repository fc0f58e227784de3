import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { classFolders } from "@imagenet-v2/core";
import { exportExplorer } from "@imagenet-v2/explorer";
import { hasChromium, temporaryFolder, tinyPng } from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { datasetWith, imageName, pictures } from "./picture-store.ts";

const images = {
  ...(await pictures()),
  [imageName(5, 77)]: Buffer.from("no picture"),
};
const dataset = await datasetWith(images);
const dataDir = temporaryFolder();

describe.skipIf(!hasChromium)("the export (needs Chromium)", () => {
  const look = useBrowser();

  test("works from disk: pictures, search, details, statistics", async () => {
    const site = join(temporaryFolder(), "site");
    await exportExplorer(site, { dataset, dataDir });
    const { page, complaints } = await look(pathToFileURL(join(site, "index.html")).href);
    await page.locator(".tile img.loaded").first().waitFor();
    await page.getByText("cannot be decoded").waitFor();
    await page.getByLabel(/^Search/).fill("tabby");
    await expect.poll(() => page.locator(".count").innerText()).toBe("2 of 7");
    await page.getByRole("gridcell").first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("img", { name: /^tabby/ }).waitFor();
    expect(await dialog.getByRole("link", { name: "Download original" }).count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Statistics" }).click();
    await page.getByRole("heading", { name: "Sharpness" }).waitFor();
    await page.getByRole("link", { name: "Near-duplicates" }).click();
    await page.getByText(/look alike\./).waitFor();
    // A thumbnail that could not be made, asked for before its damage is known.
    expect(complaints.filter((each) => !each.includes("ERR_FILE_NOT_FOUND"))).toEqual([]);
  });

  test("shows classes of one's own by name, and PNGs", async () => {
    const archive = temporaryFolder();
    const { png } = await tinyPng();
    for (const [folder, name] of [
      ["cat", "a.png"],
      ["dog", "b.png"],
      ["dog", "c.png"],
    ] as const) {
      await mkdir(join(archive, folder), { recursive: true });
      await writeFile(join(archive, folder, name), png);
    }
    const own = await load(classFolders(["dog", "cat"]), { archive, split: "test", dataDir });
    const site = join(temporaryFolder(), "site");
    await exportExplorer(site, { dataset: own, dataDir, originals: true });
    await own.close();
    const { page, complaints } = await look(pathToFileURL(join(site, "index.html")).href);
    await page.locator(".tile img.loaded").first().waitFor();
    await page.getByLabel(/^Search/).fill("dog");
    await expect.poll(() => page.locator(".count").innerText()).toBe("2 of 3");
    await page.getByRole("option").getByText("dog").waitFor();
    await page.getByRole("gridcell").first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("img", { name: "dog, image 1" }).waitFor();
    await dialog.getByRole("link", { name: "Download original" }).waitFor();
    expect(await dialog.locator("dl").innerText()).toMatch(/^Label\s+0\s+File\s+dog\/b\.png/);
    expect(complaints).toEqual([]);
  });
});
