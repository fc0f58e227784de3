import { getEventListeners } from "node:events";
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { variants } from "@imagenet-v2/core";
import { fetchArchive, findArchive, type Progress } from "@imagenet-v2/fetch";
import { downloadPath } from "@imagenet-v2/fetch/internal";
import { builtPackage, type Fault, faultyServer, temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, onTestFinished, test } from "vitest";
import { archiveBytes, lyingAbout, put, sameBytes, setting } from "./archives.ts";
import { fetchInChild } from "./child.ts";

const bytes = archiveBytes(3_000_000);

test("killed again and again, it gets there, and asks for no byte that it has", async () => {
  const server = await faultyServer(bytes, () => ({ bytesPerSecond: 3_000_000 }));
  const { variant, path, options } = setting(bytes);
  const own = { ...options, baseUrl: server.url };
  for (const goal of [1, 400_000, 900_000, 900_001, 1_500_000, 2_000_000]) {
    const child = fetchInChild(variant, own);
    await child.when(({ phase, bytes }) => phase === "downloading" && bytes >= goal);
    child.process.kill("SIGKILL");
    expect((await child.result).signal).toBe("SIGKILL");
    expect(existsSync(path)).toBe(false);
    const [part = ""] = readdirSync(dirname(path)).filter((name) => name.includes(".part-"));
    const { size } = statSync(join(dirname(path), part, "data"));
    // But for what was on its way to the disk.
    expect(size).toBeGreaterThanOrEqual(goal - 400_000);
    // What the next child will ask for.
    server.plan = ({ range }) => {
      expect(range).toBe(size === 0 ? undefined : `bytes=${size}-`);
      return { bytesPerSecond: 3_000_000 };
    };
  }
  const last = fetchInChild(variant, own);
  expect(await last.result).toMatchObject({ path });
  expect(last.progress.at(-1)?.resumedFrom).toBeGreaterThanOrEqual(1_600_000);
  expect(sameBytes(path, bytes)).toBe(true);
  expect(lyingAbout(path)).toEqual(["archive", "archive.INFO"]);
  expect(server.log).toHaveLength(7);
});

test("eight processes at once make one download", async () => {
  const server = await faultyServer(bytes, () => ({ bytesPerSecond: 6_000_000 }));
  const { variant, path, options } = setting(bytes);
  const children = Array.from({ length: 8 }, () =>
    fetchInChild(variant, { ...options, baseUrl: server.url }),
  );
  const results = await Promise.all(children.map(({ result }) => result));
  expect(results.map((result) => result.path)).toEqual(Array(8).fill(path));
  expect(server.sent).toBe(bytes.length);
  expect(lyingAbout(path)).toEqual(["archive", "archive.INFO"]);
});

test("twenty calls in one process make one download", async () => {
  const server = await faultyServer(bytes);
  const { variant, path, options } = setting(bytes);
  const calls = Array.from({ length: 20 }, () =>
    fetchArchive(variant, { ...options, baseUrl: server.url }),
  );
  expect(new Set((await Promise.all(calls)).map((file) => file.path))).toEqual(new Set([path]));
  expect(server.sent).toBe(bytes.length);
});

test.each([1, 16])(
  "twenty calls may share a signal, and nobody is warned of a leak (connections: %i)",
  async (connections) => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on("warning", note);
    onTestFinished(() => void process.off("warning", note));
    const large = archiveBytes(connections * 4 * 1024 * 1024);
    const server = await faultyServer(large, (_, number) =>
      number < connections ? { status: 503 } : {},
    );
    const { variant, options } = setting(large);
    const { signal } = new AbortController();
    const own = { ...options, connections, signal, baseUrl: server.url };
    await Promise.all(Array.from({ length: 20 }, () => fetchArchive(variant, own)));
    await setImmediate();
    expect(warnings).toEqual([]);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  },
);

test("threads make one download", async () => {
  const server = await faultyServer(bytes);
  const { variant, path, options } = setting(bytes);
  const { onProgress: _, ...plain } = options;
  const workerData = { variant, options: { ...plain, baseUrl: server.url } };
  const module = JSON.stringify(pathToFileURL(join(builtPackage("fetch"), "dist/index.js")).href);
  const script = `
    const { parentPort, workerData } = require("node:worker_threads");
    import(${module})
      .then(({ fetchArchive }) => fetchArchive(workerData.variant, workerData.options))
      .then(({ path }) => parentPort.postMessage(path));`;
  const paths = Array.from({ length: 3 }, () => {
    const worker = new Worker(script, { eval: true, workerData, execArgv: [] });
    return new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  });
  expect(await Promise.all(paths)).toEqual([path, path, path]);
  expect(server.sent).toBe(bytes.length);
});

test("different variants are downloaded independently", async () => {
  const server = await faultyServer(bytes, () => ({ bytesPerSecond: 6_000_000 }));
  const { variant, dataDir, options } = setting(bytes);
  const { tfdsUrl } = variants["matched-frequency"].archive;
  const other = { ...variant, archive: { ...variant.archive, tfdsUrl } };
  const own = { ...options, baseUrl: server.url };
  await Promise.all([fetchArchive(variant, own), fetchArchive(other, own)]);
  expect(sameBytes(downloadPath(dataDir, other), bytes)).toBe(true);
  expect(server.sent).toBe(2 * bytes.length);
});

test("when the process that downloads is killed, one that waits goes on at once", async () => {
  const server = await faultyServer(bytes, () => ({ bytesPerSecond: 2_000_000 }));
  const { variant, path, options } = setting(bytes);
  const own = { ...options, baseUrl: server.url };
  const first = fetchInChild(variant, own);
  await first.when(({ bytes }) => bytes > 500_000);
  const second = fetchInChild(variant, own);
  await second.when(({ phase }) => phase === "waiting");
  server.plan = () => ({});
  first.process.kill("SIGKILL");
  const killed = performance.now();
  expect((await second.result).path).toBe(path);
  expect(performance.now() - killed).toBeLessThan(5000);
  expect(second.progress.at(-1)?.resumedFrom).toBeGreaterThan(400_000);
});

describe("an abort", () => {
  // In milliseconds; without, at the first bytes, however long a busy machine takes to them.
  test.each<[string, number | undefined, Fault | undefined]>([
    ["before", 0, undefined],
    ["while it connects", 100, { hang: true }],
    ["while bytes come", undefined, { bytesPerSecond: 1_000_000 }],
    ["while it pauses", 200, { status: 503, headers: { "retry-after": "9" } }],
  ])("%s ends with the given reason and closes everything", async (_, after, fault) => {
    const server = await faultyServer(bytes, () => fault);
    const { variant, path, options } = setting(bytes);
    const controller = new AbortController();
    const reason = new Error("enough");
    const enough = () => controller.abort(reason);
    if (after === 0) enough();
    else if (after !== undefined) setTimeout(enough, after);
    const open = { files: 0, sockets: 0 };
    const onProgress = ({ bytes }: Progress) => {
      if (after !== undefined || bytes === 0) return;
      open.files = openDownloads(path).length;
      open.sockets = openSockets(server.url);
      enough();
    };
    const { signal } = controller;
    const began = performance.now();
    await expect(
      fetchArchive(variant, {
        ...options,
        stallTimeout: 5000,
        signal,
        baseUrl: server.url,
        onProgress,
      }),
    ).rejects.toBe(reason);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(getEventListeners(signal, "abort")).toEqual([]);
    if (after === undefined) expect(Math.min(open.files, open.sockets)).toBeGreaterThan(0);
    expect(openDownloads(path)).toEqual([]);
    expect(lyingAbout(path)).toEqual(fault?.bytesPerSecond ? ["archive.part"] : []);
    await expect.poll(() => openSockets(server.url)).toBe(0);
  });

  test("while it waits for another process ends with the given reason", async () => {
    const server = await faultyServer(bytes);
    const { variant, path, options } = setting(bytes);
    put(`${path}.lock`, Buffer.from("0123456789ab-1-1 0123456789ab\n"));
    const reason = new Error("enough");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 200);
    const { signal } = controller;
    await expect(fetchArchive(variant, { ...options, signal, baseUrl: server.url })).rejects.toBe(
      reason,
    );
    expect(server.log).toHaveLength(0);
    expect(lyingAbout(path)).toEqual(["archive.lock"]);
  });

  test("after the end does nothing", async () => {
    const server = await faultyServer(bytes);
    const { variant, options } = setting(bytes);
    const controller = new AbortController();
    const { signal } = controller;
    const { path } = await fetchArchive(variant, { ...options, signal, baseUrl: server.url });
    controller.abort();
    expect(sameBytes(path, bytes)).toBe(true);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

/** Files below the folder of a download that this process holds open, where /proc tells. */
function openDownloads(path: string): string[] {
  return readdirSync("/proc/self/fd")
    .map((fd) => readLink(`/proc/self/fd/${fd}`))
    .filter((target) => target.startsWith(dirname(path)));
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // The descriptor with which the folder itself was read.
    return "";
  }
}

/** Connections of this machine to a server, from its side or ours, not yet closed. */
function openSockets(url: string): number {
  const port = Number(new URL(url).port).toString(16).toUpperCase().padStart(4, "0");
  return readFileSync("/proc/self/net/tcp", "utf8")
    .split("\n")
    .filter((line) => new RegExp(`^\\s*\\d+: \\w+:\\w+ \\w+:${port} 01 `).test(line)).length;
}

test("a thousand look-ups leave no file and no listener open", async () => {
  const small = archiveBytes(10_000);
  const { variant, path, options } = setting(small);
  put(path, small);
  const { signal } = new AbortController();
  const before = readdirSync("/proc/self/fd").length;
  for (let i = 0; i < 1000; i++) await findArchive(variant, { ...options, signal });
  expect(readdirSync("/proc/self/fd").length).toBeLessThanOrEqual(before + 2);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

const strace = existsSync("/usr/bin/strace");

test.skipIf(!strace)(
  "syncs bytes before they get their name, and the name after (needs strace)",
  async () => {
    const server = await faultyServer(bytes);
    const { variant, path, dataDir, options } = setting(bytes);
    const log = join(temporaryFolder(), "strace");
    const trace = "trace=openat,fsync,mkdir,rename,renameat,renameat2";
    const command = ["strace", "-f", "-y", "-e", trace, "-e", "signal=none", "-o", log];
    const child = fetchInChild(variant, { ...options, baseUrl: server.url }, { command });
    expect((await child.result).path).toBe(path);
    const calls = readFileSync(log, "utf8").split("\n");
    const after = (from: number, pattern: RegExp) =>
      calls.findIndex((call, i) => i > from && pattern.test(call));
    const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
    for (const [data, final] of [
      [/fsync\(\d+<[^>]*\/data>/, path],
      [/fsync\(\d+<[^>]*\.tmp>/, `${path}.INFO`],
      [/fsync\(\d+<[^>]*\.tmp>/, `${join(dataDir, "index")}/verified-v1`],
    ] as const) {
      const renamed = calls.findIndex(
        (call) => /rename/.test(call) && call.includes(`, "${final}`),
      );
      const folder = final.slice(0, final.lastIndexOf("/"));
      expect(renamed).toBeGreaterThan(0);
      expect(calls.slice(0, renamed).some((call) => data.test(call))).toBe(true);
      expect(after(renamed, new RegExp(`fsync\\(\\d+<${escaped(folder)}>`))).toBeGreaterThan(
        renamed,
      );
    }
    // A new folder is a name in another one.
    for (const made of [dataDir, dirname(path), join(dataDir, "index")]) {
      const at = calls.findIndex((call) => call.includes(`mkdir("${made}"`) && / = 0$/.test(call));
      expect(at).toBeGreaterThan(-1);
      const synced = new RegExp(`fsync\\(\\d+<${escaped(dirname(made))}>`);
      expect(after(at, synced)).toBeGreaterThan(at);
    }
    expect(statSync(path).size).toBe(bytes.length);
  },
);
