import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { variants } from "@imagenet-v2/core";
import { clean, cleanable, fetchArchive, findArchive } from "@imagenet-v2/fetch";
import { downloadPath, inspectArchive, manualPath } from "@imagenet-v2/fetch/internal";
import { faultyServer, namedPipe, temporaryFolder } from "@imagenet-v2/fixtures";
import { writeKept } from "@imagenet-v2/storage/internal/node";
import { describe, expect, test } from "vitest";
import { archiveBytes, leavePart, put, setting } from "./archives.ts";

const bytes = archiveBytes();

function age(path: string): string {
  utimesSync(path, new Date(0), new Date(0));
  return path;
}

/** The name of a file that a process was making on a machine that cannot be asked. */
const temporary = `.imagenet-v2-01234567-89abcdef-${"0".repeat(12)}-1-1.tmp`;

describe("shows what is of no use, and removes just that:", () => {
  test.each<[string, (path: string, dataDir: string) => string]>([
    ["part", (path) => leavePart(path, bytes.subarray(0, 5000))],
    [
      "part",
      (path) => {
        const folder = leavePart(path, bytes.subarray(0, 5000), "{}", `.${"0".repeat(12)}-1-1`);
        age(join(folder, "data"));
        return folder;
      },
    ],
    [
      "lock",
      (path) => age(put(`${path}.lock`, Buffer.from(`${"0".repeat(12)}-1-1 0123456789ab\n`))),
    ],
    ["temporary", (path) => age(put(join(dirname(path), temporary), Buffer.alloc(9)))],
    [
      "temporary",
      (_, dataDir) => {
        const elsewhere = `${"0".repeat(12)}-1-1`;
        const folder = join(
          dataDir,
          "imagenet_v2",
          "topimages",
          `3.0.0.incomplete.01234567.${elsewhere}`,
        );
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, "x"), "123");
        age(join(folder, "x"));
        return age(folder);
      },
    ],
    [
      "copy",
      (path) => put(join(dirname(path), "extracted", `GZIP.x.tar.gz.${"0".repeat(32)}.tar`), bytes),
    ],
  ])("a %s", async (kind, make) => {
    const { path, dataDir, options } = setting(bytes);
    const archive = put(path, bytes);
    const made = make(path, dataDir);
    const items = await cleanable(options);
    expect(items).toEqual([{ kind, path: made, bytes: expect.any(Number) }]);
    expect(existsSync(made)).toBe(true);
    expect(await clean(items, options)).toEqual(items);
    expect(existsSync(made)).toBe(false);
    expect(existsSync(archive)).toBe(true);
    expect(await cleanable(options)).toEqual([]);
  });

  test("the records of a file that is gone", async () => {
    const { path, dataDir, variant, options } = setting(bytes);
    put(path, bytes);
    await findArchive(variant, options);
    expect(await cleanable(options)).toEqual([]);
    rmSync(path);
    const items = await cleanable(options);
    expect(items.map(({ kind }) => kind)).toEqual(["record", "record"]);
    await clean(items, options);
    expect(readdirSync(join(dataDir, "index"))).toEqual([]);
  });
});

test("shows what any package keeps about a file that is gone, and nothing about one that is there", async () => {
  const { path, dataDir, options } = setting(bytes);
  put(path, bytes);
  await writeKept(dataDir, "prepared-v2", { path: dirname(path) });
  await writeKept(dataDir, "explorer-sizes-v3", { path }, "some");
  expect(await cleanable(options)).toEqual([]);
  await writeKept(dataDir, "prepared-v2", { path: join(dataDir, "gone") });
  await writeKept(dataDir, "not-yet-made-v7", { path: join(dataDir, "gone.tar") });
  const items = await cleanable(options);
  expect(items.map(({ kind, path }) => [kind, basename(path).slice(0, -38)]).sort()).toEqual([
    ["record", "not-yet-made-v7"],
    ["record", "prepared-v2"],
  ]);
  expect(await clean(items, options)).toEqual(items);
  expect(readdirSync(join(dataDir, "index"))).toHaveLength(2);
});

test("waits for no pipe in the place of a record", async () => {
  const { path, dataDir, variant, options } = setting(bytes);
  put(path, bytes);
  await findArchive(variant, options);
  const [record = ""] = readdirSync(join(dataDir, "index")).filter((name) => name.endsWith("json"));
  rmSync(join(dataDir, "index", record));
  const pipe = namedPipe(join(dataDir, "index", record));
  expect((await cleanable(options)).map((item) => item.path)).toContain(pipe);
});

test("leaves alone what is in use, what is not ours and what lies behind links", async () => {
  const { path, dataDir, options } = setting(bytes);
  const own = dirname(path);
  const precious = put(join(temporaryFolder(), "precious", "data"), bytes);
  put(path, bytes);
  put(`${path}.INFO`, Buffer.from("{}"));
  put(join(own, "manual", "imagenetv2-top-images.tar.gz"), bytes);
  put(join(own, "other.tar.gz"), bytes);
  put(join(own, "other.tar.gz.tmp.0123456789abcdef0123456789abcdef", "x"), bytes);
  put(join(own, ".DS_Store"), bytes);
  put(join(own, "notes~"), bytes);
  put(join(own, "other.lock"), Buffer.from("4711"));
  namedPipe(join(own, "pipe.lock"));
  put(join(own, temporary), bytes);
  put(join(own, ".imagenet-v2-0123456789ab.tmp"), bytes);
  put(join(dataDir, "index", "mine.json"), bytes);
  leavePart(path, bytes, "{}", ".0123456789ab-1-1");
  symlinkSync(dirname(precious), `${path}.part-00c0ffe0`);
  symlinkSync(dirname(precious), join(own, "extracted"));
  expect(await cleanable(options)).toEqual([]);
});

test("shows archives only when asked, and never those put there by hand", async () => {
  const { dataDir, options } = setting(bytes);
  const { topimages } = variants;
  const path = put(downloadPath(dataDir, topimages), bytes);
  put(`${path}.INFO`, Buffer.from("{}"));
  put(manualPath(dataDir, topimages), bytes);
  expect(await cleanable(options)).toEqual([]);
  const items = await cleanable({ ...options, archives: true });
  expect(items).toEqual([
    { kind: "archive", path, bytes: bytes.length },
    { kind: "archive", path: `${path}.INFO`, bytes: 2 },
  ]);
  // Without the word again, nothing of it is removed.
  expect(await clean(items, options)).toEqual([]);
  await clean(items, { ...options, archives: true });
  expect(readdirSync(dirname(path))).toEqual(["manual"]);
});

test("removes nothing that has come into use since it was shown", async () => {
  const server = await faultyServer(bytes);
  const { path, variant, options } = setting(bytes);
  leavePart(path, bytes.subarray(0, 5000));
  const items = await cleanable(options);
  await fetchArchive(variant, { ...options, baseUrl: server.url });
  expect(await clean(items, options)).toEqual([]);
});

test("there need be no data folder", async () => {
  expect(await cleanable(setting(bytes).options)).toEqual([]);
});

test("inspects copies and parts without hashing", async () => {
  const { path, dataDir, variant, options } = setting(bytes);
  const manual = put(manualPath(dataDir, variant), bytes);
  put(path, bytes.subarray(1));
  const part = leavePart(path, bytes.subarray(0, 5000));
  const states = async () =>
    (await inspectArchive(variant, options)).copies.map(({ path, state }) => [
      basename(path),
      state,
    ]);
  expect(await states()).toEqual([
    [basename(path), "wrong size"],
    [basename(manual), "unverified"],
  ]);
  await findArchive(variant, options);
  put(path, archiveBytes(bytes.length, 2));
  expect(await states()).toEqual([
    [basename(path), "unverified"],
    [basename(manual), "verified"],
  ]);
  await findArchive(variant, options);
  expect(await states()).toEqual([
    [basename(path), "wrong bytes"],
    [basename(manual), "verified"],
  ]);
  expect((await inspectArchive(variant, options)).unfinished).toEqual([
    { path: part, bytes: 5000, active: false },
  ]);
});
