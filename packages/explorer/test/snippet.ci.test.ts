import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { classFolders } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { exportExplorer, serveExplorer } from "@imagenet-v2/explorer";
import {
  archiveOf,
  builtPackage,
  hasChromium,
  temporaryFolder,
  tinyPng,
} from "@imagenet-v2/fixtures";
import { type Dataset, load } from "@imagenet-v2/loader";
import { sampleArchive } from "@imagenet-v2/sample";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { imageName } from "./picture-store.ts";

const dataDir = temporaryFolder();
const labels = [0, 0, 1, 1, 1, 7];
/** Its own name is one that code has to quote. */
const path = join(temporaryFolder(), `it's "mine" \\ \${0} é.tar`);

/** The names that code of the page selects, run as shown by a user of the facade: from the build. */
async function selectedBy(code: string): Promise<string[]> {
  const print = "console.log(JSON.stringify(Array.from(selection.records(), (r) => r.file_name)));";
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", `${code}\n${print}\nawait dataset.close();`],
    {
      cwd: builtPackage("imagenet-v2"),
      // Nothing is found by its name there, and nothing is downloaded.
      env: {
        ...process.env,
        IMAGENET_V2_DATA_DIR: dataDir,
        HTTPS_PROXY: "http://127.0.0.1:9",
      },
    },
  );
  return JSON.parse(stdout);
}

const namesOf = (dataset: Dataset) => Array.from(dataset.records(), ({ file_name }) => file_name);

async function opened(archive: string): Promise<Dataset> {
  const dataset = await load("imagenet_v2", {
    archive,
    partial: true,
    split: "test",
    order: "storage",
    dataDir,
  });
  onTestFinished(() => dataset.close());
  return dataset;
}

const codeIn = (page: Page) => page.getByRole("region", { name: /^Code/ }).innerText();

describe.skipIf(!hasChromium)("code that loads what is shown (needs Chromium)", () => {
  const look = useBrowser();

  /** What the page shows as code, at an address behind `#`. */
  async function codeAt(url: string): Promise<string> {
    const { page } = await look(url);
    await page.getByRole("button", { name: "Code" }).click();
    return codeIn(page);
  }

  async function served(dataset: Dataset): Promise<string> {
    const { url, close } = await serveExplorer({ dataset, port: 0, dataDir });
    onTestFinished(close);
    return url;
  }

  beforeAll(() => archiveOf(path, labels.map(imageName), { topDirectory: "some" }));

  test.each([
    ["all", "#images", (dataset: Dataset) => dataset],
    ["a class", "#images?class=1", (dataset: Dataset) => dataset.where({ label: 1 })],
    ["an image", "#images?q=%233", (dataset: Dataset) => dataset.select([3])],
    ["none", "#images?q=zzz", (dataset: Dataset) => dataset.take(0)],
    [
      "all, the other way round",
      "#images?descending",
      (dataset: Dataset) => dataset.select([5, 4, 3, 2, 1, 0]),
    ],
  ] as const)("runs as it is shown: %s", async (_, hash, selection) => {
    const dataset = await opened(path);
    const code = await codeAt(`${await served(dataset)}${hash}`);
    expect(await selectedBy(code)).toEqual(namesOf(selection(dataset)));
  });

  test("runs as it is shown beside an image", async () => {
    const dataset = await opened(path);
    const { page } = await look(`${await served(dataset)}#images?image=4`);
    await page.getByRole("dialog").waitFor();
    expect(await selectedBy(await codeIn(page))).toEqual(namesOf(dataset.select([4])));
  });

  test("loads a part of ImageNetV2 from that part, where numbers mean other images", async () => {
    const variant = "imagenetv2-matched-frequency-format-val";
    const archive = join(temporaryFolder(), `${variant}.tar.gz`);
    const some = fileNames("matched-frequency").slice(500, 520);
    await archiveOf(archive, some, { topDirectory: variant });
    const dataset = await opened(archive);
    expect(dataset.store.info).toMatchObject({
      variant: "matched-frequency",
      provenance: "partial",
    });
    const code = await codeAt(`${await served(dataset)}#images?descending`);
    expect(await selectedBy(code)).toEqual(namesOf(dataset).reverse());
  });

  test.each([
    ["listed by name", ["yak", "bee", "elk"], ["bee", "elk", "yak"], 0],
    ["listed by ImageNet's numbers", [5, 1, 0], ["0", "1", "5"], 2],
    ["that are the folders", undefined, ["elk", "bee", "yak"], 1],
  ] as const)("loads class folders of one's own, %s", async (_, list, names, label) => {
    const archive = join(temporaryFolder(), `it's "mine"`);
    const { png } = await tinyPng();
    for (const name of names) {
      await mkdir(join(archive, name), { recursive: true });
      for (const n of [1, 2]) await writeFile(join(archive, name, `${n}.png`), png);
    }
    const options = { archive, split: "test", order: "storage", dataDir } as const;
    const dataset = await load(classFolders(list), options);
    onTestFinished(() => dataset.close());
    const of = dataset.where({ label });
    expect(of.length).toBe(2);
    const code = await codeAt(`${await served(dataset)}#images?class=${label}`);
    expect(code).toContain(`.where({ label: ${label} })`);
    expect(await selectedBy(code)).toEqual(namesOf(of));
  });

  test("makes the sample anywhere, from an export too", async () => {
    const dataset = await opened(await sampleArchive({ dataDir: temporaryFolder() }));
    const code = await codeAt(`${await served(dataset)}#images?q=tabby`);
    expect(code).toContain("archive: await sampleArchive(),");
    const tabbies = namesOf(dataset.where({ label: 281 }));
    expect(tabbies).toHaveLength(24);
    expect(await selectedBy(code)).toEqual(tabbies);
    const site = join(temporaryFolder(), "site");
    await exportExplorer(site, { dataset, dataDir });
    const url = pathToFileURL(join(site, "index.html")).href;
    expect(await codeAt(`${url}#images?q=tabby`)).toBe(code);
  });

  test("an export, which may be shown to anybody, tells no path", async () => {
    const site = join(temporaryFolder(), "site");
    await exportExplorer(site, { dataset: await opened(path), dataDir });
    const code = await codeAt(pathToFileURL(join(site, "index.html")).href);
    expect(code).toContain("// where you have it");
    expect(code).not.toContain(join(path, ".."));
  });
});
