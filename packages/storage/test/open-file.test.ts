import { closeSync, constants, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { namedPipe, sparseFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { openFile, openFileSync, readSmallFile } from "@imagenet-v2/storage/node";
import { describe, expect, onTestFinished, test } from "vitest";

const ways = {
  openFile: (path: string) => openFile(path),
  "openFile for writing": (path: string) => openFile(path, constants.O_RDWR),
  openFileSync: async (path: string) => openFileSync(path),
  readSmallFile: (path: string) => readSmallFile(path, { limit: 10 }),
};

describe.each(Object.entries(ways))("%s", (_, open) => {
  test.skipIf(process.platform === "win32")(
    "refuses a pipe without waiting (needs Unix)",
    async () => {
      const path = namedPipe(join(temporaryFolder(), "pipe"));
      await expect(open(path)).rejects.toMatchObject({
        ...{ code: "NOT_A_FILE", path, found: "a pipe" },
        hint: expect.stringContaining("Save what comes through it"),
      });
    },
  );

  test.skipIf(process.platform === "win32")("refuses a socket (needs Unix)", async () => {
    const path = join(temporaryFolder(), "socket");
    const server = createServer().listen(path);
    onTestFinished(() => void server.close());
    await new Promise((listening) => server.once("listening", listening));
    await expect(open(path)).rejects.toMatchObject({ code: "NOT_A_FILE", found: "a socket" });
  });

  test.skipIf(process.platform === "win32")("refuses a device (needs Unix)", async () => {
    await expect(open("/dev/zero")).rejects.toMatchObject({
      ...{ code: "NOT_A_FILE", found: "a device" },
    });
  });

  test("refuses a folder", async () => {
    const path = temporaryFolder();
    await expect(open(path)).rejects.toMatchObject({
      ...{ code: "NOT_A_FILE", path, found: "a folder" },
      message: `${path}: a folder, where a file is needed.`,
    });
  });

  test("names what is not there", async () => {
    const path = join(temporaryFolder(), "nothing");
    await expect(open(path)).rejects.toMatchObject({ code: "NOT_FOUND", path });
  });

  test("types other refusals", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    const path = join(folder, "file", "x");
    await expect(open(path)).rejects.toMatchObject({ code: "IO", path, errno: "ENOTDIR" });
  });
});

test("opens a file for reading, or as it is asked to", async () => {
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, "abc");
  const file = await openFile(path, constants.O_RDWR);
  await file.write("X", 1);
  await file.close();
  const fd = openFileSync(path);
  expect(readFileSync(fd, "utf8")).toBe("aXc");
  closeSync(fd);
});

describe("reads a small file", () => {
  test("whole, of up to the limit", async () => {
    const path = join(temporaryFolder(), "file");
    writeFileSync(path, Buffer.alloc(700_000, "ab"));
    const whole = await readSmallFile(path, { limit: 700_000 });
    expect(whole.equals(Buffer.alloc(700_000, "ab"))).toBe(true);
    writeFileSync(path, "");
    expect(await readSmallFile(path, { limit: 0 })).toHaveLength(0);
  });

  test("and refuses a larger one, with the limit and the way out", async () => {
    const path = sparseFile(join(temporaryFolder(), "file"), 3 * 2 ** 30);
    const reading = readSmallFile(path, { limit: 1000, hint: "Cut it." });
    await expect(reading).rejects.toMatchObject({
      ...{ code: "FILE_TOO_LARGE", path, bytes: 3 * 2 ** 30, limit: 1000, hint: "Cut it." },
      message: `${path}: 3221225472 bytes, and at most 1000 are read.`,
    });
  });

  test.skipIf(process.platform !== "linux")(
    "also where its size is not told (needs Linux)",
    async () => {
      const whole = await readSmallFile("/proc/self/status", { limit: 100_000 });
      expect(whole.toString()).toMatch(/^Name:/);
      await expect(readSmallFile("/proc/self/status", { limit: 10 })).rejects.toMatchObject({
        ...{ code: "FILE_TOO_LARGE", limit: 10 },
      });
    },
  );

  test("until the signal says otherwise", async () => {
    const path = join(temporaryFolder(), "file");
    writeFileSync(path, Buffer.alloc(2 ** 20));
    const reason = new Error("enough");
    const early = readSmallFile(path, { limit: 2 ** 20, signal: AbortSignal.abort(reason) });
    await expect(early).rejects.toBe(reason);
    const controller = new AbortController();
    const reading = readSmallFile(path, { limit: 2 ** 20, signal: controller.signal });
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
  });
});
