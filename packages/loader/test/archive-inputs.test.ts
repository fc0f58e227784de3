import { readFileSync } from "node:fs";
import { join } from "node:path";
import { archiveOf, faultyServer, temporaryFolder, threeImages } from "@imagenet-v2/fixtures";
import { type LoadOptions, load, skipDecoding } from "@imagenet-v2/loader";
import { memorySource } from "@imagenet-v2/storage";
import { ArchiveStore } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";
import { archiveOfPictures, digest, small } from "./batches/pictures.ts";

const folder = temporaryFolder();
const options = { dataDir: folder, env: { HOME: folder }, partial: true, split: "test" } as const;

type Where = Pick<LoadOptions, "archive" | "index" | "onProgress">;

/** An archive of three images, whose bytes are `more` apart. */
async function archive(more = 0): Promise<string> {
  const path = join(temporaryFolder(), "three.tar");
  const jpeg = (name: string) => threeImages[name]?.map((byte) => byte + more) as Uint8Array;
  const topDirectory = "imagenetv2-matched-frequency-format-val";
  await archiveOf(path, Object.keys(threeImages), { topDirectory, jpeg });
  return path;
}

const path = await archive();
const bytes = readFileSync(path);
const index = JSON.parse(
  JSON.stringify(await (await ArchiveStore.open(path, options)).index()),
) as object;

/** The stored bytes that a load gives, by name. */
async function imagesOf(more: Where): Promise<Record<string, Uint8Array>> {
  const how = { ...options, ...more, decoders: { image: skipDecoding() } } as const;
  await using dataset = await load("imagenet_v2", how);
  const images: Record<string, Uint8Array> = {};
  for await (const { file_name, image } of dataset) images[file_name] = image;
  return images;
}

describe("an archive is read", () => {
  test("from a Blob, a File, a source of bytes", async () => {
    for (const archive of [new Blob([bytes]), new File([bytes], "a.tar"), memorySource(bytes)]) {
      expect(await imagesOf({ archive })).toEqual(threeImages);
    }
  });

  test("from a URL, as text and as an object, with its index from wherever that lies", async () => {
    const server = await faultyServer(bytes, ({ url }) =>
      url.endsWith(".json") ? { content: Buffer.from(JSON.stringify(index)) } : undefined,
    );
    const url = `${server.url}/three.tar`;
    for (const archive of [url, new URL(url)]) {
      for (const where of [index, `${server.url}/index.json`, new Blob([JSON.stringify(index)])]) {
        expect(await imagesOf({ archive, index: where as never })).toEqual(threeImages);
      }
    }
  });

  test.for([0, 2])("into the same batches wherever it lies, with %i threads", async (workers) => {
    const pictures = await archiveOfPictures(30);
    const content = readFileSync(pictures);
    const server = await faultyServer(content);
    const store = await ArchiveStore.open(pictures, options);
    const how = { preprocessing: small, batchSize: 4, workers } as const;
    const digestOf = async (more: Where) => {
      await using dataset = await load("imagenet_v2", { ...options, ...more });
      return await digest(dataset.batches(how));
    };
    const expected = await digestOf({ archive: pictures });
    expect(await digestOf({ archive: new Blob([content]) })).toBe(expected);
    expect(await digestOf({ archive: memorySource(content) })).toBe(expected);
    const url = { archive: server.url, index: await store.index() };
    expect(await digestOf(url)).toBe(expected);
    await store.close();
  });
});

test("archives that are opened at once are not confused, whether they share a name or not", async () => {
  const other = readFileSync(await archive(7));
  const files = [bytes, other].map((content) => new File([content], "a.tar", { lastModified: 1 }));
  const sources = [bytes, other].map((content) => memorySource(content));
  const all = [...files, ...sources, ...files, ...sources];
  const images = await Promise.all(all.map((archive) => imagesOf({ archive })));
  for (const [i, found] of images.entries()) {
    const wanted = Object.entries(threeImages).map(([name, image]) => [
      name,
      image.map((byte) => byte + (i % 2 === 0 ? 0 : 7)),
    ]);
    expect(found).toEqual(Object.fromEntries(wanted));
  }
});

test("the reading of a Blob's headers is told", async () => {
  const told: (number | undefined)[] = [];
  await imagesOf({
    archive: new Blob([bytes]),
    onProgress: ({ bytes, total, note }) => {
      expect(note).toBe("looking for its images");
      told.push(bytes, total);
    },
  });
  expect(told).toEqual([bytes.length, bytes.length]);
});

test("tensors of what nothing tells from another are not kept", async () => {
  const pictures = readFileSync(await archiveOfPictures(8));
  for (const archive of [
    new Blob([pictures]),
    new File([pictures], "a.tar", { lastModified: 1 }),
  ]) {
    await using dataset = await load("imagenet_v2", { ...options, archive });
    const cache = join(temporaryFolder(), "cache");
    const batches = dataset.batches({ preprocessing: small, batchSize: 4, cache });
    await expect(digest(batches)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "cache",
    });
  }
});

describe("is refused:", () => {
  test.for([
    ["an index without an archive", { index }, "INVALID_OPTION"],
    ["the index of a folder", { index, archive: temporaryFolder() }, "INVALID_OPTION"],
    ["an index that is a number", { index: 7, archive: path }, "INVALID_OPTION"],
    ["an archive that is a number", { archive: 7 }, "INVALID_OPTION"],
    ["an archive that is bytes", { archive: bytes }, "INVALID_OPTION"],
    ["a URL without an index", { archive: "http://localhost:1/a.tar" }, "UNSUPPORTED"],
    [
      "a URL offline",
      { archive: "http://localhost:1/a.tar", index, offline: true },
      "NOT_PREPARED",
    ],
    [
      "the index behind a URL offline",
      { archive: path, index: "http://localhost:1/i", offline: true },
      "NOT_PREPARED",
    ],
  ] as const)("%s", async ([, more, code]) => {
    await expect(load("imagenet_v2", { ...options, ...more } as never)).rejects.toMatchObject({
      code,
    });
  });
});
