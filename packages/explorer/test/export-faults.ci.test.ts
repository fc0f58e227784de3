import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exportExplorer } from "@imagenet-v2/explorer";
import {
  archiveOf,
  builtPackage,
  smallDisk,
  temporaryFolder,
  tinyJpeg,
} from "@imagenet-v2/fixtures";
import { datasetOf } from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";
import { expect, test } from "vitest";
import { imageName } from "./picture-store.ts";

const dataDir = temporaryFolder();
const path = join(dataDir, "archive.tar.gz");
const count = 200;
await archiveOf(
  path,
  Array.from({ length: count }, (_, n) => imageName(n % 10, n)),
  {
    topDirectory: "some",
    jpeg: (_, n) => tinyJpeg({ width: 200, height: 150, seed: n }),
  },
);
const store = await ArchiveStore.open(path, { dataDir, partial: true });
const dataset = datasetOf(store);
// What every image tells is found once; the exports below then write pictures nearly at once.
await exportExplorer(join(temporaryFolder(), "site"), { dataset, dataDir });

/** Node 20 starts no process from TypeScript, so the child runs the build. */
const script = `
import { exportExplorer } from "@imagenet-v2/explorer";
import { datasetOf } from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";
const { path, dataDir, site, killAt } = JSON.parse(process.env.EXPORT_CHILD);
const dataset = datasetOf(await ArchiveStore.open(path, { dataDir, partial: true }));
const onProgress = ({ stage, done }) => {
  if (stage === "pictures" && done === killAt) process.kill(process.pid, "SIGKILL");
};
await exportExplorer(site, { dataset, dataDir, overwrite: true, onProgress });
await dataset.close();
`;

/** Exports in a process of its own, which is killed when so many pictures are written, if at all. */
async function exportInChild(site: string, killAt?: number): Promise<void> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: builtPackage("explorer"),
    env: { ...process.env, EXPORT_CHILD: JSON.stringify({ path, dataDir, site, killAt }) },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code, signal] = await once(child, "close");
  expect([code, signal]).toEqual(killAt === undefined ? [0, null] : [null, "SIGKILL"]);
}

async function expectWhole(site: string): Promise<void> {
  expect(await readdir(join(site, "thumbnails"))).toHaveLength(count);
  expect(await readFile(join(site, "documents", "index.js"), "utf8")).toMatch(/\);\n$/);
}

test("killed at any picture, it shows nothing; the next run clears up", {
  timeout: 120_000,
}, async () => {
  const folder = temporaryFolder();
  const site = join(folder, "site");
  for (const pictures of [1, 60, 150]) {
    await exportInChild(site, pictures);
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^site\.incomplete\./)]);
  }
  await exportExplorer(site, { dataset, dataDir });
  expect(await readdir(folder)).toEqual(["site"]);
  await expectWhole(site);
});

test("killed while it replaces an export, it leaves that one as it was", {
  timeout: 120_000,
}, async () => {
  const folder = temporaryFolder();
  const site = join(folder, "site");
  await exportExplorer(site, { dataset, dataDir });
  const { ino } = await stat(site);
  await exportInChild(site, 100);
  expect((await stat(site)).ino).toBe(ino);
  await expectWhole(site);

  await exportInChild(site);
  expect(await readdir(folder)).toEqual(["site"]);
  expect((await stat(site)).ino).not.toBe(ino);
  await expectWhole(site);
});

test("is never seen half while it is replaced", { timeout: 120_000 }, async () => {
  const folder = temporaryFolder();
  const site = join(folder, "site");
  await exportExplorer(site, { dataset, dataDir });
  const counts = new Set<number>();
  let done = false;
  const exporting = exportInChild(site).finally(() => {
    done = true;
  });
  while (!done) {
    // Between two renames there is none for a moment.
    const names = await readdir(join(site, "thumbnails")).catch(() => undefined);
    if (names !== undefined) counts.add(names.length);
  }
  await exporting;
  expect([...counts]).toEqual([count]);
});

test("a full disk is told, and leaves what was there as it was", async ({ skip }) => {
  const disk = smallDisk(4) ?? skip("needs root to mount a small disk");
  const site = join(disk, "site");
  await exportExplorer(site, { dataset, dataDir });
  const { ino } = await stat(site);
  await writeFile(join(disk, "ballast"), new Uint8Array(2_300_000));
  const full = { code: "DISK_FULL", path: site };
  const again = exportExplorer(site, { dataset, dataDir, overwrite: true });
  await expect(again).rejects.toMatchObject(full);
  expect((await readdir(disk)).sort()).toEqual(["ballast", "site"]);
  expect((await stat(site)).ino).toBe(ino);
  await expectWhole(site);

  const other = join(disk, "other");
  await expect(exportExplorer(other, { dataset, dataDir })).rejects.toMatchObject({
    ...full,
    path: other,
  });
  expect((await readdir(disk)).sort()).toEqual(["ballast", "site"]);
});
