import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { findKept, keptPath, readKept, writeKept } from "@imagenet-v2/storage/internal/node";
import { expect, test } from "vitest";

const kind = "notes-v1";
const path = "/data/pictures.tar";

test("gives back what is kept about a file, and nothing about another", async () => {
  const dataDir = temporaryFolder();
  await writeKept(dataDir, kind, { path, offsets: [1, 2] } as never);
  expect(await readKept(dataDir, kind, path)).toEqual({ path, offsets: [1, 2] });
  expect(await readKept(dataDir, kind, "/data/others.tar")).toBeUndefined();
  expect(await readKept(dataDir, "notes-v2", path)).toBeUndefined();
  expect(readdirSync(join(dataDir, "index"))).toEqual([
    expect.stringMatching(/^notes-v1-[0-9a-f]{32}\.json$/),
  ]);
});

test("keeps several parts of one kind about one file", async () => {
  const dataDir = temporaryFolder();
  for (const part of ["first", "last"]) {
    await writeKept(dataDir, kind, { path, of: part } as never, part);
  }
  expect(await readKept(dataDir, kind, path, "first")).toMatchObject({ of: "first" });
  expect(await readKept(dataDir, kind, path, "last")).toMatchObject({ of: "last" });
  expect(await readKept(dataDir, kind, path)).toBeUndefined();
});

test("is about a path, and not about one that has its place", async () => {
  const dataDir = temporaryFolder();
  await writeKept(dataDir, kind, { path: "/data/pictures" } as never, ".tar");
  expect(await readKept(dataDir, kind, path)).toBeUndefined();
});

test("keeps nothing where it cannot be written, and says nothing", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  await writeKept(file, kind, { path });
  expect(await readKept(file, kind, path)).toBeUndefined();
  expect(await findKept(file)).toEqual([]);
});

test("finds what anybody keeps, with what lies beside it and what is damaged", async () => {
  const dataDir = temporaryFolder();
  await writeKept(dataDir, kind, { path });
  await writeKept(dataDir, "some-thing-v12", { path });
  const [one, damaged] = [keptPath(dataDir, kind, path), keptPath(dataDir, "some-thing-v12", path)];
  const beside = one.replace("json", "bin");
  writeFileSync(beside, "1");
  writeFileSync(damaged, readFileSync(damaged, "utf8").replace("pictures", "features"));
  writeFileSync(join(dataDir, "index", "mine.json"), "{}");
  const found = await findKept(dataDir);
  expect(found.sort((a, b) => a.file.localeCompare(b.file))).toEqual([
    { file: beside, kept: { path } },
    { file: one, kept: { path } },
    { file: damaged, kept: undefined },
  ]);
});

test("finds nothing behind a link, or where there is no folder", async () => {
  const dataDir = temporaryFolder();
  expect(await findKept(dataDir)).toEqual([]);
  const elsewhere = temporaryFolder();
  await writeKept(elsewhere, kind, { path });
  symlinkSync(join(elsewhere, "index"), join(dataDir, "index"));
  expect(await findKept(dataDir)).toEqual([]);
  mkdirSync(join(elsewhere, "empty", "index"), { recursive: true });
  expect(await findKept(join(elsewhere, "empty"))).toEqual([]);
});
