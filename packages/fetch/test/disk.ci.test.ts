import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fetchArchive, fetchFile, findArchive, verifyArchive } from "@imagenet-v2/fetch";
import { downloadPath } from "@imagenet-v2/fetch/internal";
import {
  canBeNobody,
  faultyServer,
  folderWithQuota,
  nobody,
  smallDisk,
} from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { archiveBytes, lyingAbout, put, sameBytes, setting } from "./archives.ts";
import { fetchInChild } from "./child.ts";

const bytes = archiveBytes(3_000_000);

const needsMount = "needs root to mount a small disk";

function remount(folder: string, options: string): void {
  execFileSync("mount", ["-o", `remount,${options}`, folder]);
}

describe("a disk", () => {
  test("that is too small is told before the first byte", async ({ skip }) => {
    const dataDir = smallDisk(1) ?? skip(needsMount);
    const server = await faultyServer(bytes);
    const { variant, options } = setting(bytes);
    await expect(
      fetchArchive(variant, { ...options, dataDir, baseUrl: server.url }),
    ).rejects.toMatchObject({
      code: "DISK_FULL",
      message: expect.stringMatching(/2\.86 MiB are needed and .* are free/),
      hint: expect.stringContaining("dataDir"),
    });
    expect(server.log).toHaveLength(0);
    expect(readdirSync(join(dataDir, "downloads"))).toEqual([]);
  });

  test("that gets full keeps what came, and the rest comes when there is space", async ({
    skip,
  }) => {
    const dataDir = smallDisk(1) ?? skip(needsMount);
    const server = await faultyServer(bytes);
    const { variant, options } = setting(bytes);
    // Of unknown size, so that it cannot be told beforehand.
    const file = { url: `${server.url}/x.tar`, sha256: variant.archive.sha256 };
    await expect(fetchFile(file, { ...options, dataDir })).rejects.toMatchObject({
      code: "DISK_FULL",
      hint: expect.stringContaining("goes on"),
    });
    const before = server.sent;
    remount(dataDir, "size=8m");
    const { path } = await fetchFile(file, { ...options, dataDir });
    expect(sameBytes(path, bytes)).toBe(true);
    expect(server.sent - before).toBeLessThan(bytes.length - 900_000);
  });

  test("without room for even a lock is told, and no empty lock keeps the next run waiting", async ({
    skip,
  }) => {
    const dataDir = smallDisk(1) ?? skip(needsMount);
    const server = await faultyServer(bytes);
    const { variant, options } = setting(bytes);
    const file = { url: `${server.url}/x.tar`, sha256: variant.archive.sha256 };
    for (let free = 2 ** 20; free >= 1; free = Math.floor(free / 2)) {
      try {
        appendFileSync(join(dataDir, "full"), Buffer.alloc(free));
      } catch {
        // What fitted is there, and the rest is filled in smaller pieces.
      }
    }
    await expect(fetchFile(file, { ...options, dataDir })).rejects.toMatchObject({
      code: "DISK_FULL",
    });
    expect(readdirSync(join(dataDir, "downloads"))).toEqual([]);
  });

  test("with a quota that is used up keeps what came, and the rest comes when there is more", async ({
    skip,
  }) => {
    const { path: dataDir, lift } =
      folderWithQuota(2) ?? skip("needs root, a loop device and btrfs-progs to set a quota");
    const server = await faultyServer(bytes);
    const { variant, options } = setting(bytes);
    const own = { ...options, dataDir, baseUrl: server.url };
    await expect(fetchArchive(variant, own)).rejects.toMatchObject({
      code: "DISK_FULL",
      message: expect.stringContaining("the disk quota is used up"),
      hint: expect.stringContaining("goes on"),
    });
    const before = server.sent;
    lift();
    const { path } = await fetchArchive(variant, own);
    expect(sameBytes(path, bytes)).toBe(true);
    expect(server.sent - before).toBeLessThan(bytes.length - 500_000);
  });

  test("that is read-only is read from, and hashed each time", async ({ skip }) => {
    const dataDir = smallDisk(8) ?? skip(needsMount);
    const { variant, options } = setting(bytes);
    const path = put(downloadPath(dataDir, variant), bytes);
    remount(dataDir, "ro");
    const own = { ...options, dataDir };
    expect((await findArchive(variant, own))?.path).toBe(path);
    expect((await fetchArchive(variant, own)).path).toBe(path);
    expect(await verifyArchive(variant, own)).toMatchObject({ valid: true });
  });

  test("that is read-only takes no download, and says so", async ({ skip }) => {
    const dataDir = smallDisk(8) ?? skip(needsMount);
    const server = await faultyServer(bytes);
    const { variant, options } = setting(bytes);
    remount(dataDir, "ro");
    await expect(
      fetchArchive(variant, { ...options, dataDir, baseUrl: server.url }),
    ).rejects.toMatchObject({
      code: "IO",
      errno: "EROFS",
      hint: expect.stringContaining("dataDir"),
    });
    expect(server.log).toHaveLength(0);
  });
});

test.skipIf(!canBeNobody())(
  "a folder that belongs to another is told (needs root, and a clone that all users can read)",
  async () => {
    const server = await faultyServer(bytes);
    const { home, variant, options, dataDir } = setting(bytes);
    mkdirSync(dataDir, { mode: 0o755 });
    chmodSync(home, 0o755);
    const child = fetchInChild(variant, { ...options, baseUrl: server.url }, nobody);
    const { error } = await child.result;
    expect(error).toMatchObject({ code: "IO", errno: "EACCES" });
    expect(error?.message).toContain(dataDir);
  },
);

describe("the limits of a process", () => {
  const limited = (limit: string) => ["/bin/bash", "-c", `${limit}; exec "$@"`, "bash"];

  test("of file size: what came is kept", async () => {
    const server = await faultyServer(bytes);
    const { variant, path, options } = setting(bytes);
    const own = { ...options, baseUrl: server.url };
    const child = fetchInChild(variant, own, { command: limited("ulimit -f 1000") });
    expect((await child.result).error).toMatchObject({ code: "IO", errno: "EFBIG" });
    expect(lyingAbout(path)).toEqual(["archive.part"]);
    await fetchArchive(variant, own);
    expect(sameBytes(path, bytes)).toBe(true);
    expect(server.sent).toBeLessThan(2 * bytes.length);
  });

  // Lowered while it runs: Node itself needs more to load its modules.
  test.skipIf(!existsSync("/usr/bin/prlimit"))(
    "of open files: told, and what came is kept (needs prlimit)",
    async () => {
      const server = await faultyServer(bytes, () => ({
        bytesPerSecond: 3_000_000,
        cutAfter: 1_500_000,
      }));
      const { variant, path, options } = setting(bytes);
      const own = { ...options, baseUrl: server.url };
      const child = fetchInChild(variant, own);
      await child.when(({ bytes }) => bytes > 0);
      execFileSync("/usr/bin/prlimit", [`--pid=${child.process.pid}`, "--nofile=8:8"]);
      expect((await child.result).error?.code).toMatch(/^(IO|NETWORK)$/);
      expect(lyingAbout(path)).toContain("archive.part");
      await fetchArchive(variant, own);
      expect(sameBytes(path, bytes)).toBe(true);
    },
  );
});

describe("the data folder may be", () => {
  const small = archiveBytes(10_000);
  test.each<[string, (home: string) => string]>([
    ["not there yet, nor its parents", (home) => join(home, "a", "b", "c")],
    ["with spaces, quotes and an emoji", (home) => join(home, `it's a "folder" 🐈`)],
    ["with a line break", (home) => join(home, "two\nlines")],
    ["long", (home) => join(home, "x".repeat(200), "y".repeat(200))],
    [
      "a link to a folder",
      (home) => {
        mkdirSync(join(home, "real"));
        symlinkSync("real", join(home, "link"));
        return join(home, "link");
      },
    ],
    [
      "full of other people's files",
      (home) => {
        mkdirSync(join(home, "full", "downloads"), { recursive: true });
        for (const name of [".DS_Store", "x~", ".x.swp"])
          writeFileSync(join(home, "full", "downloads", name), "");
        return join(home, "full");
      },
    ],
  ])("%s", async (_, make) => {
    const server = await faultyServer(small);
    const { home, variant, options } = setting(small);
    const dataDir = make(home);
    const { path } = await fetchArchive(variant, { ...options, dataDir, baseUrl: server.url });
    expect(path).toBe(downloadPath(dataDir, variant));
    expect(sameBytes(path, small)).toBe(true);
  });
});

describe("the data folder may not be", () => {
  test.each<[string, (path: string) => void, RegExp]>([
    ["a file", (path) => writeFileSync(path, ""), /ENOTDIR|EEXIST/],
    ["a link to nowhere", (path) => symlinkSync("nowhere/at/all", path), /ENOENT|EEXIST|ENOTDIR/],
    ["a link to itself", (path) => symlinkSync(path, path), /ELOOP|EEXIST|ENOENT/],
  ])("%s", async (_, make, errno) => {
    const server = await faultyServer(bytes);
    const { variant, dataDir, options } = setting(bytes);
    mkdirSync(dirname(dataDir), { recursive: true });
    make(dataDir);
    await expect(fetchArchive(variant, { ...options, baseUrl: server.url })).rejects.toMatchObject({
      code: "IO",
      errno: expect.stringMatching(errno),
    });
    expect(server.log).toHaveLength(0);
  });
});
