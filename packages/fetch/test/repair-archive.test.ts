import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";
import { fetchArchive, findArchive, repairArchive, verifyArchive } from "@imagenet-v2/fetch";
import { manualPath } from "@imagenet-v2/fetch/internal";
import { faultyServer } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { archiveBytes, put, sameBytes, setting } from "./archives.ts";

const bytes = archiveBytes();
const BLOCK = 4096;

/** An archive that was downloaded, and then damaged without a change of its time. */
async function damaged(...offsets: number[]) {
  const server = await faultyServer(bytes);
  const { variant, path, dataDir, options } = setting(bytes);
  const own = { ...options, baseUrl: server.url };
  await fetchArchive(variant, own);
  flip(path, offsets);
  return { variant, path, dataDir, server, options: own, places: { dataDir, env: options.env } };
}

function flip(path: string, offsets: readonly number[]): void {
  const { atime, mtime } = statSync(path);
  const content = readFileSync(path);
  for (const offset of offsets) content[offset] = ~(content[offset] as number);
  put(path, content);
  utimesSync(path, atime, mtime);
}

test("a whole archive is valid, whether or not it was hashed before", async () => {
  const { variant, path, places } = await damaged();
  const report = { path, variant, bytes: bytes.length, valid: true, damaged: [] };
  expect(await verifyArchive(variant, places)).toMatchObject(report);
  rmSync(join(places.dataDir, "index"), { recursive: true });
  expect(await verifyArchive(variant, places)).toMatchObject(report);
});

test("one flipped byte is found, to its block", async () => {
  const { variant, path, places } = await damaged(500_000);
  const from = Math.floor(500_000 / BLOCK) * BLOCK;
  const report = { path, valid: false, damaged: [{ from, to: from + BLOCK }] };
  expect(await verifyArchive(variant, places)).toMatchObject(report);
  // And a second time: what was learnt of the damaged file did not replace what it should be.
  expect(await verifyArchive(variant, places)).toMatchObject(report);
});

test("once verify found damage, the archive is not used any more", async () => {
  const { variant, places } = await damaged(500_000);
  await verifyArchive(variant, places);
  expect(await findArchive(variant, places)).toBeUndefined();
});

describe("repair fetches what is damaged and nothing else:", () => {
  test.each<[string, (path: string) => void, number]>([
    ["one byte", (path) => flip(path, [500_000]), BLOCK],
    [
      "the first and the last",
      (path) => flip(path, [0, bytes.length - 1]),
      BLOCK + (bytes.length % BLOCK),
    ],
    ["neighbours, at once", (path) => flip(path, [2 * BLOCK - 1, 2 * BLOCK]), 2 * BLOCK],
    ["a lost end", (path) => truncateSync(path, bytes.length - 100), bytes.length % BLOCK],
    ["too much at the end", (path) => appendFileSync(path, "more"), bytes.length % BLOCK],
    ["everything", (path) => truncateSync(path, 0), bytes.length],
  ])("%s", async (_, damage, fetched) => {
    const { variant, options, server, path, places } = await damaged();
    damage(path);
    const before = server.sent;
    const report = await repairArchive(variant, options);
    expect(report).toMatchObject({ path, valid: true, damaged: [], fetched });
    expect(report.before.valid).toBe(false);
    expect(sameBytes(path, bytes)).toBe(true);
    expect(server.sent - before).toBe(fetched);
    expect((await findArchive(variant, places))?.path).toBe(path);
  });
});

test("repair leaves a whole archive alone", async () => {
  const { variant, options, server, path } = await damaged();
  const { mtimeMs } = statSync(path);
  expect(await repairArchive(variant, options)).toMatchObject({ valid: true, fetched: 0 });
  expect(server.log).toHaveLength(1);
  expect(statSync(path).mtimeMs).toBe(mtimeMs);
});

describe("repair downloads anew", () => {
  test.each<[string, (setting: Awaited<ReturnType<typeof damaged>>) => void]>([
    [
      "where nothing is known of the archive",
      ({ dataDir }) => rmSync(join(dataDir, "index"), { recursive: true }),
    ],
    [
      "where its record is damaged",
      ({ dataDir }) => {
        const index = join(dataDir, "index");
        for (const name of readdirSync(index)) flip(join(index, name), [70]);
      },
    ],
    [
      "from a server without ranges",
      ({ server }) => {
        server.plan = () => ({ ignoreRange: true });
      },
    ],
    [
      "where the first answer is wrong too",
      ({ server }) => {
        server.plan = (_, n) => (n === 1 ? { flip: [500_001] } : {});
      },
    ],
  ])("%s", async (_, arrange) => {
    const own = await damaged(500_000);
    arrange(own);
    const report = await repairArchive(own.variant, own.options);
    expect(report.valid).toBe(true);
    expect(sameBytes(own.path, bytes)).toBe(true);
  });
});

test("repair replaces no file that a user put there", async () => {
  const server = await faultyServer(bytes);
  const { variant, options, dataDir } = setting(bytes);
  const wrong = archiveBytes(bytes.length, 5);
  const path = put(manualPath(dataDir, variant), wrong);
  await expect(repairArchive(variant, { ...options, baseUrl: server.url })).rejects.toMatchObject({
    code: "CHECKSUM_MISMATCH",
    path,
  });
  expect(sameBytes(path, wrong)).toBe(true);
  expect(server.log).toHaveLength(0);
});

test("there must be something to verify or repair", async () => {
  const { variant, options, dataDir } = setting(bytes);
  const nothing = {
    code: "NOT_PREPARED",
    searched: expect.arrayContaining([manualPath(dataDir, variant)]),
  };
  await expect(verifyArchive(variant, options)).rejects.toMatchObject(nothing);
  await expect(repairArchive(variant, options)).rejects.toMatchObject(nothing);
});

test("a path with nothing at it is told", async () => {
  const { variant, options, home } = setting(bytes);
  for (const [path, code] of [
    [`${home}/nothing.tar.gz`, "NOT_FOUND"],
    [home, "NOT_A_FILE"],
  ] as const) {
    const verifying = verifyArchive(variant, { ...options, path });
    await expect(verifying).rejects.toMatchObject({ code, path });
  }
});

test("repair offline fetches nothing", async () => {
  const { variant, options, server } = await damaged(3);
  await expect(repairArchive(variant, { ...options, offline: true })).rejects.toMatchObject({
    code: "CHECKSUM_MISMATCH",
  });
  expect(server.log).toHaveLength(1);
});
