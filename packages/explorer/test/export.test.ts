import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { exportExplorer } from "@imagenet-v2/explorer";
import {
  archiveOf,
  hasChromium,
  temporaryFolder,
  tinyJpeg,
  twelveBitJpeg,
} from "@imagenet-v2/fixtures";
import { ArchiveStore, datasetOf } from "@imagenet-v2/loader";
import { describe, expect, onTestFinished, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { datasetWith, imageName, pictures } from "./picture-store.ts";

const images = {
  ...(await pictures()),
  [imageName(5, 77)]: Buffer.from("no picture"),
};
const dataset = datasetWith(images);
const dataDir = temporaryFolder();

test("writes the page, its documents and a thumbnail of each image", async () => {
  const site = join(temporaryFolder(), "site");
  const stages = new Set<string>();
  await exportExplorer(site, { dataset, dataDir, onProgress: ({ stage }) => stages.add(stage) });
  expect((await readdir(site)).sort()).toEqual([
    "documents",
    "explorer.css",
    "explorer.js",
    "icon.svg",
    "index.html",
    "thumbnails",
  ]);
  // One of the seven is damaged.
  expect(await readdir(join(site, "thumbnails"))).toHaveLength(6);
  expect([...stages]).toEqual(["sizes", "measures", "pictures"]);
});

test("leaves out the thumbnail of each image that cannot be decoded, and names it", async () => {
  const site = join(temporaryFolder(), "site");
  const odd = {
    [imageName(1, 1)]: (await tinyJpeg()).subarray(0, 200),
    [imageName(2, 2)]: Buffer.from("no picture"),
    [imageName(3, 3)]: await twelveBitJpeg(),
  };
  const all = datasetWith({ ...(await pictures(2)), ...odd });
  const { skipped } = await exportExplorer(site, { dataset: all, dataDir: temporaryFolder() });
  expect([...skipped].sort()).toEqual(Object.keys(odd).sort());
  expect(await readdir(join(site, "thumbnails"))).toHaveLength(2);
  const measures = await readFile(join(site, "documents", "measures.js"), "utf8");
  for (const name of Object.keys(odd)) expect(measures).toContain(name);
});

test("writes the stored pictures too if asked to", async () => {
  const site = join(temporaryFolder(), "site");
  await exportExplorer(site, { dataset, dataDir, originals: true });
  const { store } = dataset;
  for (let index = 0; index < store.length; index++) {
    const written = await readFile(join(site, "images", `${index}.jpeg`));
    expect(written).toEqual(images[store.fileName(index)]);
  }
});

test("names in documents cannot end the script they stand in", async () => {
  const folder = temporaryFolder();
  const predictions = [
    {
      name: "</script><script>alert(1)</script>\u2028",
      predictions: Object.keys(images).map((file_name) => ({
        file_name,
        label: Number.parseInt(file_name, 10),
        top: [1, 2, 3, 4, 5],
      })),
    },
  ];
  await exportExplorer(join(folder, "site"), { dataset, dataDir, predictions });
  const text = await readFile(join(folder, "site", "documents", "predictions.js"), "utf8");
  expect(text).toContain("\\u003c/script>");
  expect(text).not.toMatch(/<|\u2028/);
});

test("touches nothing that is there, but replaces an export if told to", async () => {
  const folder = temporaryFolder();
  const site = join(folder, "site");
  await mkdir(site);
  await exportExplorer(site, { dataset, dataDir });
  await expect(exportExplorer(site, { dataset, dataDir })).rejects.toMatchObject({
    code: "INVALID_OPTION",
    hint: "overwrite: true (--overwrite) replaces the export that is there.",
  });
  await writeFile(join(site, "old"), "");
  await exportExplorer(site, { dataset, dataDir, overwrite: true });
  expect(await readdir(site)).not.toContain("old");
  expect(await readdir(folder)).toEqual(["site"]);

  const other = temporaryFolder();
  await writeFile(join(other, "mine.txt"), "mine");
  await expect(exportExplorer(other, { dataset, dataDir, overwrite: true })).rejects.toMatchObject({
    code: "INVALID_OPTION",
    hint: expect.stringContaining("no export"),
  });
  expect(await readFile(join(other, "mine.txt"), "utf8")).toBe("mine");
});

test("never replaces the folder that the archive lies in", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "archive.tar.gz");
  await archiveOf(path, [imageName(0, 1)], { topDirectory: "some" });
  await mkdir(join(folder, "documents"));
  await writeFile(join(folder, "documents", "index.js"), "");
  const store = await ArchiveStore.open(path, { dataDir, partial: true });
  onTestFinished(() => store.close());
  await expect(
    exportExplorer(folder, { dataset: datasetOf(store), dataDir, overwrite: true }),
  ).rejects.toMatchObject({ code: "INVALID_OPTION" });
  expect(await readdir(folder)).toContain("archive.tar.gz");
});

test("interrupted, it leaves nothing", async () => {
  const folder = temporaryFolder();
  const ending = new AbortController();
  const reason = new Error("enough");
  const exporting = exportExplorer(join(folder, "site"), {
    dataset,
    dataDir,
    signal: ending.signal,
    onProgress: ({ stage }) => stage === "pictures" && ending.abort(reason),
  });
  await expect(exporting).rejects.toBe(reason);
  expect(await readdir(folder)).toEqual([]);
});

test("a folder that cannot be made is told by path", async () => {
  const folder = temporaryFolder();
  await writeFile(join(folder, "file"), "");
  await expect(
    exportExplorer(join(folder, "file", "site"), { dataset, dataDir }),
  ).rejects.toMatchObject({ code: "IO" });
});

describe.skipIf(!hasChromium)("the export, in Chromium", () => {
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
    expect(await dialog.getByRole("link", { name: "Download JPEG" }).count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Statistics" }).click();
    await page.getByRole("heading", { name: "Sharpness" }).waitFor();
    await page.getByRole("link", { name: "Near-duplicates" }).click();
    await page.getByText(/look alike\./).waitFor();
    // A thumbnail that could not be made, asked for before its damage is known.
    expect(complaints.filter((each) => !each.includes("ERR_FILE_NOT_FOUND"))).toEqual([]);
  });
});
