/// <reference lib="dom" />
import { copyFile, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  archiveOf,
  hasChromium,
  temporaryFolder,
  threeNames,
  tinyJpeg,
  writeTar,
} from "@imagenet-v2/fixtures";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { drop, seesImages, useStandalone } from "./use-standalone.ts";

const path = join(temporaryFolder(), "three.tar");
await archiveOf(path, threeNames, { topDirectory: "imagenetv2-matched-frequency-format-val" });
const tar = await readFile(path);

/** Names that would do harm where they are taken for HTML. */
const hostile = "<img src=x onerror=alert(1)>";

const ownFolders = join(temporaryFolder(), "own.tar");
await writeTar(ownFolders, [
  { name: "top/" },
  { name: `top/${hostile}/` },
  { name: `top/${hostile}/<script>.jpeg`, body: await tinyJpeg({ seed: 1 }) },
  { name: "top/dog/" },
  { name: "top/dog/a.jpeg", body: await tinyJpeg({ seed: 2 }) },
]);
const own = await readFile(ownFolders);

const alert = (page: Page) => page.getByRole("alert").first();

describe.skipIf(!hasChromium)("the page without a server (needs Chromium)", () => {
  const open = useStandalone();
  const withoutOwnFiles = "delete StorageManager.prototype.getDirectory;";

  test.each<[name: string, bytes: Uint8Array, says: RegExp]>([
    ["text.tar", Buffer.from("not a tar\n".repeat(100)), /text\.tar: not an archive of ImageNetV2/],
    [
      "empty.tar",
      Buffer.alloc(0),
      /empty\.tar: not an archive of ImageNetV2, but nothing \(0 bytes\)/,
    ],
    ["page.tar", Buffer.from("<!doctype html><p>404"), /page\.tar: not an archive .*HTML/],
    ["zip.tar", Buffer.from("504b0304140000000800", "hex"), /zip\.tar: not an archive .*ZIP/i],
    ["cut.tar", tar.subarray(0, tar.length - 2500), /cut\.tar: the archive /],
    ["cut.tar.gz", gzipSync(tar).subarray(0, 700), /cut\.tar\.gz/],
    ["text.gz", gzipSync("not a tar\n".repeat(100)), /text\.gz: not an archive of ImageNetV2/],
    [`${hostile}.tar`, Buffer.from("no"), /<img src=x onerror=alert\(1\)>\.tar: not an archive/],
  ])(
    "says of %s what is wrong with it, and goes on with what is open",
    async (name, bytes, says) => {
      const { page, complaints } = await open();
      await seesImages(page, "67 images");
      await drop(page, { [name]: bytes });
      await alert(page).waitFor();
      expect(await alert(page).innerText()).toMatch(says);
      await page.getByLabel(/^Search/).fill("tabby");
      await expect.poll(() => page.locator(".count").innerText()).toBe("24 of 67");
      await page.getByRole("button", { name: "Dismiss" }).click();
      expect(await page.getByRole("alert").count()).toBe(0);
      await drop(page, { "three.tar": tar });
      await seesImages(page, "3 images");
      expect(complaints).toEqual([]);
    },
  );

  test("opens a gzip file of an archive", async () => {
    const { page } = await open();
    await drop(page, { "three.tar.gz": gzipSync(tar) });
    await seesImages(page, "3 images");
  });

  test("offers to open folders that are not ImageNet's; hostile names are text", async () => {
    const { page, complaints } = await open();
    await seesImages(page, "67 images");
    await drop(page, { "own.tar": own });
    await page.getByRole("button", { name: "Open its folders as classes" }).click();
    await seesImages(page, "2 images");
    expect(await page.locator("main").innerText()).toContain(hostile);
    await page.getByRole("gridcell").first().click();
    await page.getByRole("dialog").getByRole("img").first().waitFor();
    expect(await page.locator("img[src=x]").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("opens one archive at a time", async () => {
    const { page } = await open();
    await drop(page, { "a.tar": tar, "b.tar": tar });
    await alert(page).waitFor();
    expect(await alert(page).innerText()).toContain("One archive is opened at a time");
  });

  test("says so where the sample is missing, and opens archives", async () => {
    const { page } = await open({ missing: ["imagenet-v2-sample.tar.gz"] });
    await alert(page).waitFor();
    expect(await alert(page).innerText()).toContain("is not beside this page");
    await drop(page, { "three.tar": tar });
    await seesImages(page, "3 images");
  });

  test("says what the policy lacks where workers are forbidden", async () => {
    const policy = "worker-src 'none'";
    const { page } = await open({ headers: { "Content-Security-Policy": policy } });
    await alert(page).waitFor();
    expect(await alert(page).innerText()).toMatch(/worker .* cannot run.*worker-src 'self'/is);
  });

  test("shows images where WebAssembly is forbidden, and says why there are no statistics", async () => {
    const policy = "script-src 'self'";
    const { page } = await open({ headers: { "Content-Security-Policy": policy } });
    await seesImages(page, "67 images");
    await page.getByRole("link", { name: "Statistics" }).click();
    await page.getByText(/wasm-unsafe-eval/).waitFor();
  });

  test("works without files of its own origin, as in a private window", async () => {
    const { page } = await open({ atWorkerStart: withoutOwnFiles });
    await seesImages(page, "67 images");
    await drop(page, { "three.tar": tar });
    await seesImages(page, "3 images");
  });

  test("says of an archive that changed after it was picked that it did, and opens another", async () => {
    const picked = join(temporaryFolder(), "picked.tar");
    await copyFile(path, picked);
    const { page } = await open({ atWorkerStart: withoutOwnFiles });
    await page.setInputFiles("input[type=file]", picked);
    await seesImages(page, "3 images");
    await truncate(picked, 2000);
    await page.getByRole("gridcell").first().click();
    const picture = page.getByRole("dialog").getByRole("alert");
    await picture.waitFor();
    expect(await picture.innerText()).toMatch(/picked\.tar.*changed.*again/s);
    await page.keyboard.press("Escape");
    await page.setInputFiles("input[type=file]", picked);
    await alert(page).waitFor();
    expect(await alert(page).innerText()).toMatch(/picked\.tar: /);
    await drop(page, { "three.tar": tar });
    await seesImages(page, "3 images");
  });

  test("has a copy of what was picked, and shows it when the file has changed", async () => {
    const picked = join(temporaryFolder(), "picked.tar");
    await copyFile(path, picked);
    const { page } = await open();
    await page.setInputFiles("input[type=file]", picked);
    await seesImages(page, "3 images");
    await truncate(picked, 2000);
    await page.getByRole("gridcell").first().click();
    await page.getByRole("dialog").locator(".picture img").waitFor();
    expect(await page.getByRole("dialog").getByRole("alert").count()).toBe(0);
  });

  test("says how much room a copy takes where there is less, and shows the archive where it can", async () => {
    const { page, url, complaints } = await open();
    await seesImages(page, "67 images");
    const session = await page.context().newCDPSession(page);
    const limit = (quotaSize: number) =>
      session.send("Storage.overrideQuotaForOrigin", { origin: new URL(url).origin, quotaSize });
    await limit(50 * 2 ** 20);
    const padded = join(temporaryFolder(), "padded.tar");
    await copyFile(path, padded);
    // Zeros behind the end are padding.
    await truncate(padded, 100 * 2 ** 20);
    await page.setInputFiles("input[type=file]", padded);
    await seesImages(page, "3 images");
    const said = page.getByRole("region", { name: "Note" });
    await said.waitFor();
    expect(await said.innerText()).toMatch(
      /a copy takes 100\.00 MiB, and the browser gave this site room for [1-9]\d\.00 MiB of it/,
    );
    await said.getByRole("button", { name: "Dismiss" }).click();
    expect(await said.count()).toBe(0);

    const packed = join(temporaryFolder(), "packed.tar.gz");
    await writeFile(packed, gzipSync(tar));
    await limit(1);
    await page.setInputFiles("input[type=file]", packed);
    await alert(page).waitFor();
    expect(await alert(page).innerText()).toMatch(/packed\.tar\.gz: a copy takes .*Free space/s);
    await page.getByRole("gridcell").first().click();
    await page.getByRole("dialog").locator(".picture img").waitFor();
    expect(complaints).toEqual([expect.stringContaining("no copy is kept")]);
  });

  test("says of a URL without its index, and of one that is not there, what is missing", async () => {
    const { page } = await open({ files: { "three.tar": tar } }, "?archive=three.tar");
    await alert(page).waitFor();
    expect(await alert(page).innerText()).toMatch(/three\.tar.* can only be read with its index/);
    await page.getByRole("button", { name: "From URL…" }).click();
    await page.getByLabel("Archive", { exact: true }).fill("none.tar");
    await page.getByLabel("Index").fill("none.json");
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await expect.poll(() => alert(page).innerText()).toMatch(/none\.json.*404/);
  });
});
