import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Archive, variants } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import {
  archiveOf,
  type FaultyServer,
  faultyServer,
  temporaryFolder,
  tinyJpeg,
  withComment,
} from "@imagenet-v2/fixtures";
import { beforeAll, describe, expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

/** What a record covers at once, and what a repair fetches for one byte. */
const BLOCK = 4096;
const variant = variants["matched-frequency"];
const names = fileNames(variant.name);
const folder = temporaryFolder();

/** Bytes of which our facts say that they are published, since the published ones are not to be had here. */
function publish(archive: Archive, content: Buffer): void {
  Object.assign(archive, { bytes: content.length, sha256: sha256Of(content) });
}

function sha256Of(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** An archive of these names, whose first pictures fill several blocks each. */
async function pack(some: readonly string[], { topDirectory } = variant.archive): Promise<Buffer> {
  const path = join(folder, "packing.tar");
  const picture = await tinyJpeg();
  const jpeg = (name: string, i: number) =>
    withComment(picture, name + " ".repeat(i < 40 ? 5 * BLOCK : 0));
  await archiveOf(path, some, { topDirectory, jpeg });
  return readFileSync(path);
}

let content: Buffer;
let server: FaultyServer;
beforeAll(async () => {
  content = await pack(names);
  publish(variant.archive, content);
  server = await faultyServer(content);
}, 60_000);

/** A data folder into which the archive was downloaded. */
async function downloaded() {
  const dataDir = temporaryFolder();
  const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });
  const { stdout } = await imagenetV2("download", "--base-url", server.url);
  return { imagenetV2, path: stdout.trimEnd() };
}

/** Inverts one byte as a failing disk does: nobody wrote to the file. */
function rot(path: string, offset: number): void {
  const { atime, mtime } = statSync(path);
  const bytes = readFileSync(path);
  bytes[offset] = ~(bytes[offset] as number);
  writeFileSync(path, bytes);
  utimesSync(path, atime, mtime);
}

/** Where the name of an image is in its tar header, and where in the picture, with 20 KiB to come. */
function placesOf(name: string): { header: number; picture: number } {
  const header = content.indexOf(name);
  return { header, picture: content.indexOf(name, header + name.length) };
}

describe("one flipped byte in a finished archive", () => {
  const name = names[20] as string;

  test("is found: verify names the image it hit", async () => {
    const { imagenetV2, path } = await downloaded();
    expect(await imagenetV2("verify")).toMatchObject({ exitCode: 0, stdout: `${path}: ok\n` });
    const at = placesOf(name).picture + 2 * BLOCK;
    rot(path, at);
    const { exitCode, stdout, stderr } = await imagenetV2("verify");
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: `${path}: damaged\n` });
    const from = at - (at % BLOCK);
    expect(stderr).toContain(`bytes ${from} to ${from + BLOCK - 1}, which hit ${name}: expected`);
    expect(stderr).toContain("--repair");
    const json = await imagenetV2("verify", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({
      ...{ valid: false, state: "damaged", images: [name] },
      damaged: [{ from, to: from + BLOCK }],
    });
  });

  test("is mended: verify --repair transfers one block", async () => {
    const { imagenetV2, path } = await downloaded();
    rot(path, placesOf(name).picture + 2 * BLOCK);
    const before = server.sent;
    expect(await imagenetV2("verify", "--repair", "--base-url", server.url)).toMatchObject({
      exitCode: 0,
      stdout: `${path}: ok, repaired with ${BLOCK} bytes\n`,
    });
    expect(server.sent - before).toBe(BLOCK);
    expect(readFileSync(path).equals(content)).toBe(true);
    expect((await imagenetV2("verify")).exitCode).toBe(0);
  });

  test("in a header is told as such", async () => {
    const { imagenetV2, path } = await downloaded();
    rot(path, placesOf(name).header);
    const { exitCode, stderr } = await imagenetV2("verify");
    expect(exitCode).toBe(4);
    expect(stderr).toContain("in the headers of images");
  });

  test("in a copy elsewhere is found and mended there, once it was verified", async () => {
    const { imagenetV2, path } = await downloaded();
    const copy = join(temporaryFolder(), "copy.tar.gz");
    copyFileSync(path, copy);
    expect((await imagenetV2("verify", "--archive", copy)).stdout).toBe(`${copy}: ok\n`);
    rot(copy, placesOf(name).picture);
    const repair = ["verify", "--repair", "--archive", copy, "--base-url", server.url];
    expect((await imagenetV2(...repair)).stdout).toBe(
      `${copy}: ok, repaired with ${BLOCK} bytes\n`,
    );
    expect(readFileSync(copy).equals(content)).toBe(true);
  });
});

describe("verify --archive says of", () => {
  const dataDir = temporaryFolder();
  const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });
  const path = join(folder, "given.tar.gz");
  const state = async (...argv: string[]) => {
    const { exitCode, stdout, stderr } = await imagenetV2("verify", "--archive", path, ...argv);
    return { exitCode, stdout: stdout.replace(`${path}: `, "").trimEnd(), stderr };
  };

  test("a gzip file of it that it is one, and right", async () => {
    writeFileSync(path, gzipSync(content));
    const stdout = "ok, a gzip file of the archive of matched-frequency";
    expect(await state()).toMatchObject({ exitCode: 0, stdout });
  });

  test.each<[string, () => Buffer | Promise<Buffer>, string]>([
    [
      "the same images packed anew",
      () => pack(names.toReversed()),
      "not the archive of matched-frequency, but all 10000 images of matched-frequency by name, packed anew or changed",
    ],
    [
      "a gzip file of those",
      async () => gzipSync(await pack(names.toReversed())),
      "but all 10000 images of matched-frequency by name",
    ],
    ["a part of them", () => pack(names.slice(7, 57)), "but 50 of the 10000 images"],
    ["other images", () => pack([`7/${"0f".repeat(20)}.jpeg`]), "but 1 images of other names"],
    [
      "images of another variant",
      () => pack(fileNames("topimages").slice(0, 9), variants.topimages.archive),
      "not the archive of matched-frequency, but 9 of the 10000 images of topimages by name",
    ],
    ["a web page", () => Buffer.from("<!doctype html><p>Log in"), "but an HTML page"],
  ])("%s what it is, and not that it is damaged", async (_, make, says) => {
    writeFileSync(path, await make());
    const { exitCode, stdout, stderr } = await state("imagenet_v2/matched-frequency");
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: "not published" });
    expect(stderr).toContain(says);
    expect(stderr).toContain(`expected sha256 ${variant.archive.sha256}`);
    expect(stderr).not.toMatch(/damage|repair/);
  });

  test("one that breaks off where it does", async () => {
    writeFileSync(path, content.subarray(0, content.length - 40_000));
    const { exitCode, stdout, stderr } = await state();
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: "damaged" });
    expect(stderr).toMatch(/damaged: the archive (is cut|ends|breaks).* \d+/);
  });

  test("another variant's archive which it is, and takes it where no variant was named", async () => {
    const other = await pack(names.slice(0, 3), variants.topimages.archive);
    publish(variants.topimages.archive, other);
    writeFileSync(path, other);
    const { exitCode, stderr } = await state("imagenet_v2/matched-frequency");
    expect(exitCode).toBe(4);
    expect(stderr).toContain("the archive of topimages, not of matched-frequency");
    expect(stderr).toContain('Ask for "imagenet_v2/topimages"');
    expect(await state()).toMatchObject({ exitCode: 0, stdout: "ok" });
  });

  test("a former archive that it is one", async () => {
    const former = await pack(names.slice(0, 4));
    Object.assign(variant.supersededArchives[0] ?? {}, { sha256: sha256Of(former) });
    writeFileSync(path, former);
    expect((await state()).stderr).toContain("the former archive of matched-frequency");
  });

  test("another file in the place of a whole one what it is, and repair leaves it alone", async () => {
    writeFileSync(path, content);
    expect(await state()).toMatchObject({ exitCode: 0 });
    const other = await pack(names.toReversed());
    writeFileSync(path, other);
    expect((await state()).stderr).toContain("packed anew or changed");
    const before = server.sent;
    const { exitCode, stderr } = await state("--repair", "--base-url", server.url);
    expect(exitCode).toBe(4);
    expect(stderr).toContain("not the data folder's own copy");
    expect(readFileSync(path).equals(other)).toBe(true);
    expect(server.sent).toBe(before);
  });
});
