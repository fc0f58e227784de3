import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { createFileAtomic, writeFileAtomic } from "@imagenet-v2/storage/node";
import { expect, test } from "vitest";

test("writes a file into folders that were not there", async () => {
  const folder = temporaryFolder();
  await writeFileAtomic(join(folder, "a", "b", "c.json"), "{}");
  await writeFileAtomic(join(folder, "a", "b", "c.json"), new Uint8Array([1, 2]));
  expect([...readFileSync(join(folder, "a", "b", "c.json"))]).toEqual([1, 2]);
  expect(readdirSync(join(folder, "a", "b"))).toEqual(["c.json"]);
});

test("many at once make the same missing folders together", async () => {
  const folder = temporaryFolder();
  for (let round = 0; round < 20; round++) {
    const downloads = join(folder, `${round}`, "downloads");
    const writers = Array.from({ length: 20 }, async (_, i) => {
      // Out of step, so that one finds a parent missing that is there when it looks again.
      for (let turn = 0; turn < i; turn++) await stat(folder);
      await writeFileAtomic(join(downloads, `${i}`), "");
    });
    await Promise.all(writers);
    expect(readdirSync(downloads)).toHaveLength(20);
  }
});

test("leaves the old content and no litter where it fails", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "target");
  mkdirSync(join(path, "not empty"), { recursive: true });
  await expect(writeFileAtomic(path, "new")).rejects.toMatchObject({ code: "IO", path });
  expect(readdirSync(folder)).toEqual(["target"]);
});

test("says so where a file stands in the way of a folder", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "file"), "");
  await expect(writeFileAtomic(join(folder, "file", "x"), "")).rejects.toMatchObject({
    code: "IO",
    errno: expect.stringMatching(/^(ENOTDIR|EEXIST)$/),
  });
});

test("an undisturbed reader never sees a half", async () => {
  const path = join(temporaryFolder(), "file");
  const contents = ["a".repeat(100_000), "b".repeat(200_000)];
  await writeFileAtomic(path, contents[0] as string);
  let done = false;
  const writing = (async () => {
    for (let i = 0; i < 20; i++) await writeFileAtomic(path, contents[i % 2] as string);
    done = true;
  })();
  while (!done) {
    expect(contents).toContain(readFileSync(path, "utf8"));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await writing;
});

test("publishes a built file only when the builder is done, and nothing if it fails", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "built");
  const failing = createFileAtomic(path, async (temporary) => {
    writeFileSync(temporary, "half");
    throw new Error("no more");
  });
  await expect(failing).rejects.toThrow("no more");
  expect(readdirSync(folder)).toEqual([]);
  const result = await createFileAtomic(path, async (temporary) => {
    writeFileSync(temporary, "whole");
    expect(readdirSync(folder)).not.toContain("built");
    return 42;
  });
  expect(result).toBe(42);
  expect(readdirSync(folder)).toEqual(["built"]);
});

test.skipIf(process.platform !== "linux")(
  "says so at once where no folder can be made (needs Linux)",
  async () => {
    await expect(writeFileAtomic("/proc/none/of/this", "")).rejects.toMatchObject({ code: "IO" });
  },
);
