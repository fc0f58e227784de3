import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { exportExplorer } from "@imagenet-v2/explorer";
import {
  archiveOf,
  namedPipe,
  temporaryFolder,
  tinyJpeg,
  twelveBitJpeg,
} from "@imagenet-v2/fixtures";
import { datasetOf } from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";
import { describe, expect, onTestFinished, test } from "vitest";
import { datasetWith, imageName, pictures } from "./picture-store.ts";

const images = {
  ...(await pictures()),
  [imageName(5, 77)]: Buffer.from("no picture"),
};
const dataset = await datasetWith(images);
const dataDir = temporaryFolder();
/** The file by which an export is known. */
const marker = "imagenet-v2-explorer.json";

test("writes the page, its documents and a thumbnail of each image", async () => {
  const site = join(temporaryFolder(), "site");
  const stages = new Set<string>();
  await exportExplorer(site, { dataset, dataDir, onProgress: ({ stage }) => stages.add(stage) });
  expect((await readdir(site)).sort()).toEqual([
    "documents",
    "explorer.css",
    "explorer.js",
    "icon.svg",
    marker,
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
  const all = await datasetWith({ ...(await pictures(2)), ...odd });
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

describe("what is at the folder already", () => {
  const overwrite = true;
  const replaces = "`overwrite: true` replaces the export that is there.";

  /** An export to put things into. */
  async function exported(): Promise<string> {
    const site = join(temporaryFolder(), "site");
    await exportExplorer(site, { dataset, dataDir });
    return site;
  }

  /** A refused export, and with the same reason whether or not it may overwrite. */
  async function refused(site: string, message: unknown): Promise<void> {
    for (const options of [
      { dataset, dataDir },
      { dataset, dataDir, overwrite },
    ]) {
      const error = await exportExplorer(site, options).catch((error: unknown) => error);
      expect(error).toMatchObject({ code: "INVALID_OPTION", option: "folder", message });
      expect((error as { hint?: string }).hint).not.toContain("overwrite");
    }
  }

  test("an empty folder is filled", async () => {
    const site = join(temporaryFolder(), "site");
    await mkdir(site);
    await exportExplorer(site, { dataset, dataDir });
    expect(await readdir(site)).toContain("index.html");
  });

  test("an export is replaced, if told to", async () => {
    const site = await exported();
    await expect(exportExplorer(site, { dataset, dataDir })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      hint: replaces,
    });
    const other = dataset.where({ label: 281 });
    await exportExplorer(site, { dataset: other, dataDir, overwrite });
    expect(await readdir(join(site, "thumbnails"))).toHaveLength(other.length);
    expect(await readdir(dirname(site))).toEqual(["site"]);
    await exportExplorer(site, { dataset, dataDir, originals: true, overwrite });
    await exportExplorer(site, { dataset, dataDir, overwrite });
    expect(await readdir(site)).not.toContain("images");
  });

  test("an export of which files were taken away is replaced, too", async () => {
    const site = await exported();
    await rm(join(site, "thumbnails"), { recursive: true });
    await exportExplorer(site, { dataset, dataDir, overwrite });
    expect(await readdir(join(site, "thumbnails"))).toHaveLength(6);
  });

  test.each([
    ["a folder of somebody else's", ["mine.txt"]],
    ["one that holds documents/index.js", ["documents/index.js", "mine.txt"]],
    ["a site with the names of an export", ["index.html", "explorer.js", "documents/index.js"]],
  ])("%s is never touched", async (_, names) => {
    const folder = temporaryFolder();
    for (const name of names) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), "mine");
    }
    await refused(folder, expect.stringContaining("not an export"));
    for (const name of names) expect(await readFile(join(folder, name), "utf8")).toBe("mine");
  });

  test.each([
    ["empty", ""],
    ["broken JSON", "{"],
    ["a list", "[]"],
    ["other keys", '{"entries":{"mine.txt":4}}'],
    ["deeply nested", "[".repeat(200_000)],
  ])("a marker that is not one (%s) makes no export", async (_, text) => {
    const folder = temporaryFolder();
    await writeFile(join(folder, "mine.txt"), "mine");
    await writeFile(join(folder, marker), text);
    await refused(folder, expect.stringContaining("not an export"));
    expect(await readdir(folder)).toHaveLength(2);
  });

  test.each([
    ["mine.txt", "mine.txt"],
    ["documents/mine.txt", "documents/mine.txt"],
    ["thumbnails/9999.jpeg", "thumbnails/9999.jpeg"],
    [".git/config", ".git"],
  ])("%s in an export keeps it from being replaced, and is named", async (path, named) => {
    const site = await exported();
    await mkdir(dirname(join(site, path)), { recursive: true });
    await writeFile(join(site, path), "mine");
    await refused(site, expect.stringMatching(new RegExp(`: ${named}\\.$`)));
    expect(await readFile(join(site, path), "utf8")).toBe("mine");
  });

  test("an empty folder in an export keeps it from being replaced, too", async () => {
    const site = await exported();
    await mkdir(join(site, "mine"));
    await refused(site, expect.stringContaining("mine"));
    expect(await readdir(site)).toContain("mine");
  });

  test("a file of the export that was edited keeps it from being replaced", async () => {
    const site = await exported();
    await appendFile(join(site, "explorer.css"), "body { color: red }");
    await refused(site, expect.stringContaining("explorer.css"));
    expect(await readFile(join(site, "explorer.css"), "utf8")).toContain("red");
  });

  test("links in an export are foreign, whatever they lead to", async () => {
    const site = await exported();
    const elsewhere = join(dirname(site), "elsewhere.css");
    await rename(join(site, "explorer.css"), elsewhere);
    await symlink(elsewhere, join(site, "explorer.css"));
    await refused(site, expect.stringContaining("explorer.css"));
    expect(await readdir(dirname(site))).toContain("elsewhere.css");
  });

  test("a folder in the place of a file of the export is foreign", async () => {
    const site = await exported();
    await rm(join(site, "icon.svg"));
    await mkdir(join(site, "icon.svg"));
    await refused(site, expect.stringContaining("icon.svg"));
  });

  test.each(["an export", "nothing", "an empty folder"])(
    "a link to %s is not followed, and stays",
    async (kind) => {
      const site = kind === "an export" ? await exported() : join(temporaryFolder(), "site");
      if (kind === "an empty folder") await mkdir(site);
      const link = join(temporaryFolder(), "link");
      await symlink(site, link);
      await refused(link, expect.stringContaining("symbolic link"));
      expect(await readlink(link)).toBe(site);
    },
  );

  test("a marker that is a named pipe is not waited for", async () => {
    const folder = temporaryFolder();
    namedPipe(join(folder, marker));
    await refused(folder, expect.stringContaining("not an export"));
  });

  test("an export of an earlier version, without the marker, is never touched", async () => {
    const site = await exported();
    await rm(join(site, marker));
    await refused(site, expect.stringContaining("not an export"));
  });

  test("the archive's own folder is never replaced", async () => {
    const site = await exported();
    const path = join(site, "archive.tar.gz");
    await archiveOf(path, [imageName(0, 1)], { topDirectory: "some" });
    const store = await ArchiveStore.open(path, { dataDir, partial: true });
    onTestFinished(() => store.close());
    await expect(
      exportExplorer(site, { dataset: datasetOf(store), dataDir, overwrite }),
    ).rejects.toMatchObject({ code: "INVALID_OPTION" });
    expect(await readdir(site)).toContain("archive.tar.gz");
  });
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
