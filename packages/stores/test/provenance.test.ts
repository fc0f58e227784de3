import { truncateSync } from "node:fs";
import { join } from "node:path";
import { variants } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { archiveOf, temporaryFolder } from "@imagenet-v2/fixtures";
import { ArchiveStore, type ArchiveStoreOptions } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";

const image = new Uint8Array([0xff, 0xd8, 0xff]);
const dataDir = temporaryFolder();
const matched = fileNames("matched-frequency");

async function archive(names: readonly string[], topDirectory: string): Promise<string> {
  const path = join(temporaryFolder(), "archive.tar.gz");
  await archiveOf(path, names, { topDirectory, jpeg: () => image });
  return path;
}

async function open(path: string, options: ArchiveStoreOptions = {}) {
  const store = await ArchiveStore.open(path, { dataDir, ...options });
  await store.close();
  return store;
}

const ofVariant = (names: readonly string[]) =>
  archive(names, "imagenetv2-matched-frequency-format-val");

describe("a whole variant", () => {
  test("is complete if its names are right, and cut as the published one", async () => {
    const path = await ofVariant(matched);
    const { info, shardLengths, length } = await open(path);
    expect(info).toMatchObject({ variant: "matched-frequency", provenance: "complete" });
    expect(length).toBe(10_000);
    expect(shardLengths).toEqual(Array(16).fill(625));
  });

  test("is known by its names where its top folder says nothing", async () => {
    const path = await archive(fileNames("topimages"), "val");
    expect((await open(path)).info).toMatchObject({ variant: "topimages", provenance: "complete" });
  });

  test("is known by its names where its top folder says another", async () => {
    const path = await ofVariant(fileNames("topimages"));
    expect((await open(path)).info).toMatchObject({ variant: "topimages", provenance: "complete" });
  });

  test("is refused where another is wanted", async () => {
    const path = await ofVariant(matched.slice(0, 3));
    await expect(open(path, { variant: "topimages", partial: true })).rejects.toMatchObject({
      code: "WRONG_VARIANT",
      path,
      expected: "topimages",
      actual: "matched-frequency",
    });
  });
});

describe("a part of a variant", () => {
  test("is refused with the name of the image that is missing", async () => {
    const missing = matched[4321] as string;
    const path = await ofVariant(matched.filter((name) => name !== missing));
    await expect(open(path)).rejects.toMatchObject({
      code: "INCOMPLETE_DATA",
      path,
      missing: [missing],
      unexpected: [],
      message: expect.stringContaining(
        `9999 of the 10000 images of matched-frequency; missing: ${missing}`,
      ),
      hint: expect.stringContaining("partial: true"),
    });
  });

  test("is refused with a count if many are missing", async () => {
    const path = await ofVariant(matched.slice(0, 50));
    const error = await open(path).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: "INCOMPLETE_DATA", missing: { length: 100 } });
    expect((error as Error).message).toMatch(
      /it has 50 of the 10000 images of matched-frequency\.$/,
    );
  });

  test("may be asked for", async () => {
    const store = await open(await ofVariant(matched.slice(0, 50)), { partial: true });
    expect(store.info).toMatchObject({ variant: "matched-frequency", provenance: "partial" });
    expect(store.shardLengths).toEqual([50]);
  });

  test("does not get whole by an image of another variant", async () => {
    const other = fileNames("topimages").find((name) => !matched.includes(name)) as string;
    const path = await ofVariant([...matched.slice(1), other]);
    await expect(open(path)).rejects.toMatchObject({
      code: "INCOMPLETE_DATA",
      missing: [matched[0]],
      unexpected: [other],
    });
    expect((await open(path, { partial: true })).info.provenance).toBe("custom");
  });
});

describe("custom data", () => {
  test("is refused unless asked for, and has no variant then", async () => {
    const path = await archive(["7/a.jpeg", "8/b.jpeg"], "imagenet-v2-sample");
    await expect(open(path)).rejects.toMatchObject({
      code: "INCOMPLETE_DATA",
      message: expect.stringContaining("its 2 images are not those of a variant"),
    });
    const { info } = await open(path, { partial: true, variant: "topimages" });
    expect(info).toMatchObject({ provenance: "custom", topDirectory: "imagenet-v2-sample" });
    expect(info.variant).toBeUndefined();
  });

  test("with the file names of 2019 is told as such", async () => {
    const path = await ofVariant(["0/0.jpeg", "0/1.jpeg"]);
    await expect(open(path)).rejects.toMatchObject({
      code: "INCOMPLETE_DATA",
      hint: expect.stringContaining("2019"),
    });
  });

  test("of the size of a former archive is told as such", async () => {
    const path = await ofVariant(["0/0.jpeg"]);
    // Zeros behind the end are padding, and as a hole cost nothing.
    truncateSync(path, variants.topimages.supersededArchives[0]?.bytes);
    await expect(open(path)).rejects.toMatchObject({
      hint: expect.stringContaining("an archive of topimages that is no longer published"),
    });
  });

  test("is refused in any case if there is no image in it", async () => {
    const path = await ofVariant([]);
    await expect(open(path, { partial: true })).rejects.toMatchObject({ code: "INCOMPLETE_DATA" });
  });
});
