/// <reference lib="dom" />
// A dataset of one's own, exported by the command line and looked at in a browser.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  chromiumOptions,
  hasChromium,
  onnxFile,
  temporaryFolder,
  tinyPng,
} from "@imagenet-v2/fixtures";
import { chromium } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });
const names = ["ant", "bee", "cow", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay"];

describe.skipIf(!hasChromium)("explore --export (needs Chromium)", () => {
  test("ten classes of PNGs, with what a model of ten outputs said", async () => {
    const folder = temporaryFolder();
    const archive = join(folder, "own");
    for (const [i, name] of names.slice(0, 9).entries()) {
      mkdirSync(join(archive, name), { recursive: true });
      for (let n = 0; n <= i % 3; n++) {
        const { png } = await tinyPng({ width: 48 + 8 * n, height: 40, seed: 25 * i });
        writeFileSync(join(archive, name, `picture-${n}.png`), png);
      }
    }
    const at = (name: string) => join(folder, name);
    writeFileSync(at("classes.txt"), names.join("\n"));
    writeFileSync(at("ten.onnx"), onnxFile({ classes: 10 }));
    const own = ["--archive", archive, "--classes", at("classes.txt")];
    const plain = JSON.stringify({ mean: [0, 0, 0], std: [1, 1, 1] });
    const model = ["--model", at("ten.onnx"), "--preprocessing", plain];
    const run = await imagenetV2("evaluate", ...model, ...own, "--results", at("ten.jsonl"));
    expect(run).toMatchObject({ exitCode: 0 });
    const said = ["--predictions", at("ten.jsonl")];
    const site = at("site");
    const exported = ["explore", ...own, ...said, "--export", site, "--originals"];
    expect(await imagenetV2(...exported)).toMatchObject({ exitCode: 0, stdout: `${site}\n` });

    const browser = await chromium.launch(chromiumOptions);
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(join(site, "index.html")).href);
    await page.locator(".tile img.loaded").first().waitFor();
    await expect.poll(() => page.locator(".count").innerText()).toBe("18 images");
    const captions = await page.locator(".caption").allInnerTexts();
    expect([...new Set(captions)]).toEqual(names.slice(0, 9));

    await page.getByLabel(/^Search/).fill("fo");
    const offered = page.getByRole("listbox", { name: "Classes" }).getByRole("option");
    await expect.poll(() => offered.allInnerTexts()).toEqual(["fox\n5"]);
    await page.getByLabel(/^Search/).fill("5");
    await expect.poll(() => page.locator(".count").innerText()).toBe("3 of 18");
    await page.getByRole("gridcell").first().click();
    const dialog = page.getByRole("dialog");
    const original = dialog.getByRole("img", { name: /^fox/ });
    await expect
      .poll(() => original.evaluate((img: HTMLImageElement) => img.naturalWidth))
      .toBe(48);
    expect(await original.getAttribute("src")).toMatch(/^images\/\d+\.png\?/);
    const facts = await dialog.innerText();
    expect(facts).toMatch(/Label\s+5\n/);
    expect(facts).not.toMatch(/TFDS|CLIP|undefined/);
    expect(facts).toContain(`classFolders(["ant", "bee", "cow"`);
    await page.keyboard.press("Escape");

    await page.getByRole("link", { name: "Statistics" }).click();
    const perClass = page.getByRole("region", { name: "Images per class" }).first();
    await perClass.getByText("9 of 10 classes, 1 to 3 images each").waitFor();
    await page.getByRole("link", { name: "Predictions" }).click();
    await page.getByRole("heading", { name: "Confusion" }).waitFor();
    const confused = await page.locator(".confusions button").allInnerTexts();
    expect(confused.length).toBeGreaterThan(0);
    for (const each of confused) expect(each).toMatch(/^[a-z]+ → [a-z]+$/);
    expect(complaints).toEqual([]);
  });
});
