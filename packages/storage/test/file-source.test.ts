import { readdirSync } from "node:fs";
import { appendFile, rename, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { namedPipe, temporaryFolder } from "@imagenet-v2/fixtures";
import { fileSource } from "@imagenet-v2/storage/node";
import { expect, test } from "vitest";
import { numbered, testByteSource } from "./byte-source-conformance.ts";

const folder = temporaryFolder();
let files = 0;

async function file(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${files++}.tar`);
  await writeFile(path, bytes);
  return path;
}

testByteSource(
  "a file",
  async (bytes) => {
    const path = await file(bytes);
    const change = async (other: Uint8Array) => {
      await writeFile(path, other);
      // Two writes in one tick of the file system's clock have one time.
      await utimes(path, 1, 1);
    };
    return { source: await fileSource(path), change };
  },
  { canChange: true, hasSync: true, hasClose: true },
);

test("a file is called by its path, links followed, and known by its mtime and size", async () => {
  const path = await file(numbered(10));
  await utimes(path, 1_700_000_000, 1_700_000_000);
  const link = join(folder, "link.tar");
  await symlink(path, link);
  const source = await fileSource(link);
  expect(source).toMatchObject({ name: path, size: 10, identity: "1700000000000000000-10" });
  await source.close?.();
});

test("a file that is renamed into its place later, or removed, leaves the source as it was", async () => {
  const path = await file(numbered(10));
  const source = await fileSource(path);
  await rename(await file(new Uint8Array(10)), path);
  expect(await source.read(0, 10)).toEqual(numbered(10));
  await rm(path);
  expect(await source.read(5, 5)).toEqual(numbered(10).slice(5));
  await source.close?.();
});

test.each([
  ["is truncated", (path: string) => truncate(path, 4)],
  ["is appended to", (path: string) => appendFile(path, "more")],
  ["has its time changed", (path: string) => utimes(path, 1, 1)],
])("a file that %s has changed, also for the bytes that are still there", async (_, change) => {
  const path = await file(numbered(10));
  const source = await fileSource(path);
  await change(path);
  const refusal = { code: "DATA_CHANGED", path, hint: expect.stringContaining("open it again") };
  await expect(source.read(0, 2)).rejects.toMatchObject(refusal);
  expect(() => source.readSync?.(0, new Uint8Array(2))).toThrow(expect.objectContaining(refusal));
  await source.close?.();
});

test("anything but a file is refused, and never waited for", async () => {
  const pipe = join(folder, "pipe");
  namedPipe(pipe);
  await expect(fileSource(pipe)).rejects.toMatchObject({ code: "NOT_A_FILE", found: "a pipe" });
  await expect(fileSource(folder)).rejects.toMatchObject({ code: "NOT_A_FILE" });
  await expect(fileSource(join(folder, "none"))).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(fileSource("a\0b")).rejects.toMatchObject({ code: "INVALID_OPTION" });
});

test.skipIf(process.platform !== "linux")(
  "an abort while a file is opened leaves none open (needs Linux)",
  async () => {
    const path = await file(numbered(10));
    const openFiles = () => readdirSync("/proc/self/fd").length;
    const before = openFiles();
    for (let i = 0; i < 20; i++) {
      const controller = new AbortController();
      const opening = fileSource(path, { signal: controller.signal });
      controller.abort("enough");
      await expect(opening).rejects.toBe("enough");
    }
    await expect.poll(openFiles).toBe(before);
  },
);
