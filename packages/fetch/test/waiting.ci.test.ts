import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { fetchArchive } from "@imagenet-v2/fetch";
import { faultyServer } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { archiveBytes, lyingAbout, put, sameBytes, setting } from "./archives.ts";
import { fetchInChild } from "./child.ts";

// What waits here waits for many seconds, so all of it begins at once, and the tests ask for the results.
const bytes = archiveBytes(500_000);
const server = await faultyServer(bytes);
const silent = await faultyServer(bytes, () => ({ hang: true }));
const slow = await faultyServer(bytes, (_, n) => (n === 0 ? { bytesPerSecond: 200_000 } : {}));

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const began = performance.now();
  const result = await work();
  return { seconds: (performance.now() - began) / 1000, result };
}

function lockedBy(lock: (path: string) => void) {
  const { variant, path, options, progress } = setting(bytes);
  mkdirSync(dirname(path), { recursive: true });
  lock(`${path}.lock`);
  return timed(async () => {
    await fetchArchive(variant, { ...options, baseUrl: server.url });
    return { path, progress };
  });
}

const silentHolder = lockedBy((lock) =>
  put(lock, Buffer.from(`${"0".repeat(12)}-1-1 0123456789ab\n`)),
);
const emptyLock = lockedBy((lock) => put(lock, Buffer.alloc(0)));

const stopped = timed(async () => {
  const { variant, path, options } = setting(bytes);
  const own = { ...options, baseUrl: slow.url, stallTimeout: 60_000 };
  const holder = fetchInChild(variant, own);
  await holder.when(({ bytes }) => bytes > 0);
  holder.process.kill("SIGSTOP");
  await fetchArchive(variant, own);
  const { ino } = statSync(path);
  holder.process.kill("SIGCONT");
  return { path, ino, theirs: await holder.result };
});

const patience = timed(() => {
  const { variant, options } = setting(bytes);
  const { stallTimeout: _, retries: __, ...defaults } = options;
  return fetchArchive(variant, { ...defaults, baseUrl: silent.url }).catch((error) => error);
});

describe("a lock that shows no life for 15 s", () => {
  test("and whose holder cannot be asked is broken without harm", async () => {
    const { seconds, result } = await silentHolder;
    expect(seconds).toBeGreaterThan(14);
    expect(sameBytes(result.path, bytes)).toBe(true);
    expect(lyingAbout(result.path)).toEqual(["archive", "archive.INFO"]);
    const waiting = result.progress.find(({ phase }) => phase === "waiting");
    expect(waiting?.note).toContain(`${result.path}.lock`);
  });

  test("and that does not say whose it is stays, and the download goes on without it", async () => {
    const { seconds, result } = await emptyLock;
    expect(seconds).toBeGreaterThan(14);
    expect(sameBytes(result.path, bytes)).toBe(true);
    expect(lyingAbout(result.path)).toEqual(["archive", "archive.INFO", "archive.lock"]);
    const note = `${result.path}.lock is left over from another run and cannot be removed`;
    expect(result.progress.some((told) => told.note?.startsWith(note))).toBe(true);
  });
});

describe("while a lock is waited for", () => {
  test("a process that was stopped finds the archive there when it wakes, and publishes nothing", async () => {
    const { seconds, result } = await stopped;
    expect(seconds).toBeGreaterThan(14);
    expect(result.theirs.path).toBe(result.path);
    expect(statSync(result.path).ino).toBe(result.ino);
    expect(lyingAbout(result.path)).toEqual(["archive", "archive.INFO"]);
  });
});

test("a download to which nothing comes gives up in under 30 s, after five tries", async () => {
  const { seconds, result } = await patience;
  expect(result).toMatchObject({ code: "NETWORK" });
  expect(seconds).toBeLessThan(30);
  expect(silent.log).toHaveLength(5);
}, 40_000);
