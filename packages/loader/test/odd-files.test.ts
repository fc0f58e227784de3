import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { variants } from "@imagenet-v2/core";
import { archiveOf, namedPipe, sparseFile, temporaryFolder, tinyJpeg } from "@imagenet-v2/fixtures";
import { cacheTensors, load } from "@imagenet-v2/loader";
import {
  ArchiveStore,
  FolderStore,
  openPath,
  openStore,
  type Store,
  type StoreDescription,
} from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";
import { preparedFolder } from "./prepared-folder.ts";

const { topDirectory } = variants["matched-frequency"].archive;

const names = ["7/a.jpeg", "8/b.jpeg"];
const dataDir = temporaryFolder();
const options = { dataDir, env: { HOME: dataDir }, partial: true };
const jpeg = await tinyJpeg();
const GiB = 2 ** 30;

async function archive(): Promise<string> {
  const path = join(temporaryFolder(), "archive.tar.gz");
  await archiveOf(path, names, { topDirectory });
  return path;
}

function unpacked(): string {
  const top = join(temporaryFolder(), topDirectory);
  for (const name of names) {
    mkdirSync(dirname(join(top, name)), { recursive: true });
    writeFileSync(join(top, name), jpeg);
  }
  return top;
}

async function prepared(): Promise<string> {
  const store = await openPath(await archive(), options);
  const path = await preparedFolder(store, temporaryFolder());
  await store.close();
  return path;
}

/** Puts another file in the place of one. */
function exchange(path: string, make: (path: string) => string): string {
  rmSync(path);
  return make(path);
}

const sparse = (path: string) => sparseFile(path, 3 * GiB, jpeg);

describe("a pipe is refused, and not waited for, in the place of", () => {
  test("an archive", async () => {
    const path = namedPipe(join(temporaryFolder(), "archive.tar"));
    for (const open of [openPath, ArchiveStore.open]) {
      await expect(open(path, options)).rejects.toMatchObject({
        ...{ code: "NOT_AN_ARCHIVE", path, found: "a pipe" },
        hint: expect.stringContaining("Save what comes through it"),
      });
    }
  });

  test("an image that was listed", async () => {
    const top = unpacked();
    const store = await FolderStore.open(top, options);
    const path = exchange(join(top, store.fileName(0)), namedPipe);
    await expect(store.read(0)).rejects.toMatchObject({ code: "NOT_A_FILE", path });
    expect(() => store.readSync(0)).toThrow(/a pipe, where a file is needed/);
    expect(await store.read(1)).toEqual(new Uint8Array(jpeg));
    await store.close();
  });

  test.each(["dataset_info.json", "features.json", "label.labels.txt"])(
    "%s of a prepared folder",
    async (name) => {
      const folder = await prepared();
      const path = exchange(join(folder, name), namedPipe);
      await expect(openPath(folder, options)).rejects.toMatchObject({ code: "NOT_A_FILE", path });
    },
  );

  test("a shard", async () => {
    const folder = await prepared();
    const [shard = ""] = readdirSync(folder).filter((name) => name.includes("tfrecord"));
    const path = exchange(join(folder, shard), namedPipe);
    await expect(openPath(folder, options)).rejects.toMatchObject({ code: "NOT_A_FILE", path });
  });

  test("a cache of tensors", async () => {
    const { test: dataset } = await load("imagenet_v2", { ...options, archive: await archive() });
    const path = namedPipe(join(temporaryFolder(), "cache.npy"));
    const caching = cacheTensors(dataset, "imagenet", path, { workers: 0 });
    await expect(caching).rejects.toMatchObject({ code: "NOT_A_FILE", path });
    await dataset.close();
  });
});

describe("made again is what we keep ourselves, where there is", () => {
  test.each([
    ["a pipe", namedPipe],
    ["a file of 3 GiB", (path: string) => sparseFile(path, 3 * GiB)],
  ])("%s", async (_, make) => {
    const path = await archive();
    const own = { ...options, dataDir: temporaryFolder() };
    const open = async () => (await openPath(path, own)).close();
    await open();
    const [index = ""] = readdirSync(join(own.dataDir, "index"));
    exchange(join(own.dataDir, "index", index), make);
    await open();

    const { test: dataset } = await load("imagenet_v2", { ...own, archive: path });
    const cache = join(temporaryFolder(), "cache.npy");
    const run = () => cacheTensors(dataset, "imagenet", cache, { workers: 0 });
    await run();
    exchange(`${cache}.json`, make);
    // Without its record the file might be anybody's.
    await expect(run()).rejects.toMatchObject({ code: "INVALID_OPTION", option: "cache" });
    await dataset.close();
  });
});

describe("an image of 3 GiB", () => {
  const tooLarge = { code: "FILE_TOO_LARGE", image: "8/b.jpeg", bytes: 3 * GiB, limit: 2 ** 26 };

  async function opened(onError: "throw" | "skip") {
    const top = unpacked();
    exchange(join(top, "8/b.jpeg"), sparse);
    const { test: dataset } = await load("imagenet_v2", { ...options, archive: top, onError });
    return dataset;
  }

  test("is refused by name, and costs no memory", async () => {
    const dataset = await opened("throw");
    const reopened = await openStore(dataset.store.describe?.() as StoreDescription);
    for (const store of [dataset.store, reopened] as Store[]) {
      const index = [0, 1].find((i) => store.fileName(i) === "8/b.jpeg") as number;
      expect(() => store.readSync?.(index)).toThrow(/8\/b.jpeg: 3221225472 bytes/);
      await expect(store.read(index)).rejects.toMatchObject({
        ...tooLarge,
        hint: expect.stringContaining('onError: "skip"'),
      });
    }
    await expect(dataset.toArray()).rejects.toMatchObject(tooLarge);
    await reopened.close();
    await dataset.close();
  });

  test.each([0, 1])("is skipped where bad images are, with %i threads", async (workers) => {
    const dataset = await opened("skip");
    const found: string[] = [];
    const batches = dataset.batches({ preprocessing: "imagenet", batchSize: 2, workers });
    for await (const { file_name } of batches) found.push(...file_name);
    expect(found).toEqual(["7/a.jpeg"]);
    expect(dataset.skipped).toMatchObject([{ file_name: "8/b.jpeg", error: tooLarge }]);
    await dataset.close();
  });
});

test.each(["dataset_info.json", "features.json", "label.labels.txt"])(
  "a %s of 3 GiB is refused, with the limit",
  async (name) => {
    const folder = await prepared();
    const path = exchange(join(folder, name), (path) => sparseFile(path, 3 * GiB, "{"));
    await expect(openPath(folder, options)).rejects.toMatchObject({
      ...{ code: "FILE_TOO_LARGE", path, bytes: 3 * GiB, limit: 16 * 2 ** 20 },
    });
  },
);
