import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { fetchArchive } from "@imagenet-v2/fetch";
import { faultyServer } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";
import { archiveBytes, lyingAbout, put, sameBytes, setting } from "./archives.ts";
import { fetchInChild } from "./child.ts";

const bytes = archiveBytes(500_000);

// They all wait the same 15 s, so they wait together.
test("a lock whose holder cannot be asked is waited for, and then broken without harm", async () => {
  const server = await faultyServer(bytes);
  const began = performance.now();
  const waited = async (lock: (path: string) => void) => {
    const { variant, path, options, progress } = setting(bytes);
    mkdirSync(dirname(path), { recursive: true });
    lock(`${path}.lock`);
    await fetchArchive(variant, { ...options, baseUrl: server.url });
    expect(performance.now() - began).toBeGreaterThan(14_000);
    expect(sameBytes(path, bytes)).toBe(true);
    expect(progress.some(({ phase, note }) => phase === "waiting" && note?.includes(".lock"))).toBe(
      true,
    );
    return lyingAbout(path);
  };
  const stopped = async () => {
    const { variant, path, options } = setting(bytes);
    const own = { ...options, baseUrl: server.url, stallTimeout: 60_000 };
    server.plan = (_, n) => (n === 0 ? { bytesPerSecond: 200_000 } : {});
    const holder = fetchInChild(variant, own);
    await holder.when(({ bytes }) => bytes > 0);
    holder.process.kill("SIGSTOP");
    await fetchArchive(variant, { ...own });
    expect(performance.now() - began).toBeGreaterThan(14_000);
    const { ino } = statSync(path);
    holder.process.kill("SIGCONT");
    expect((await holder.result).path).toBe(path);
    // It found the archive there when it woke, and published nothing.
    expect(statSync(path).ino).toBe(ino);
    return lyingAbout(path);
  };
  const left = await Promise.all([
    stopped(),
    waited((lock) => put(lock, Buffer.from("garbage"))),
    waited((lock) => put(lock, Buffer.alloc(0))),
    waited((lock) => put(lock, Buffer.from("0123456789ab-1-1 abc\n"))),
    waited((lock) => mkdirSync(lock)),
  ]);
  const clean = ["archive", "archive.INFO"];
  expect(left).toEqual([clean, clean, clean, clean, clean]);
}, 40_000);
