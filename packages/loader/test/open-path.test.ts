import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { variants } from "@imagenet-v2/core";
import { archiveOf, temporaryFolder, threeImages } from "@imagenet-v2/fixtures";
import { load, skipDecoding } from "@imagenet-v2/loader";
import { openPath } from "@imagenet-v2/stores";
import { expect, test } from "vitest";
import { preparedFolder } from "./prepared-folder.ts";

const { topDirectory } = variants["matched-frequency"].archive;

const folder = temporaryFolder();
const dataDir = join(folder, "data");
const options = { dataDir, env: { HOME: folder }, partial: true };

async function archive(): Promise<string> {
  const path = join(temporaryFolder(), "archive.tar.gz");
  const jpeg = (name: string) => threeImages[name] as Uint8Array;
  await archiveOf(path, Object.keys(threeImages), { topDirectory, jpeg });
  return path;
}

function unpacked(): string {
  const top = join(temporaryFolder(), topDirectory);
  for (const [name, bytes] of Object.entries(threeImages)) {
    mkdirSync(dirname(join(top, name)), { recursive: true });
    writeFileSync(join(top, name), bytes);
  }
  return top;
}

async function prepared(): Promise<string> {
  return preparedFolder(await openPath(await archive(), options), temporaryFolder());
}

test.for([
  ["archive", archive],
  ["prepared", prepared],
  ["folder", async () => unpacked()],
] as const)(
  "tells that it is of the kind %s, and loads the same examples from it",
  async ([kind, make]) => {
    const path = await make();
    const store = await openPath(path, options);
    expect(store.info.kind).toBe(kind);
    await store.close();
    const { test: dataset } = await load("imagenet_v2", {
      ...options,
      archive: path,
      decoders: { image: skipDecoding() },
    });
    const images: Record<string, Uint8Array> = {};
    for await (const { file_name, image } of dataset) images[file_name] = image;
    expect(images).toEqual(threeImages);
    await dataset.close();
  },
);

test("says so where there is nothing", async () => {
  const path = join(folder, "missing");
  await expect(openPath(path, options)).rejects.toMatchObject({ code: "NOT_FOUND", path });
});
