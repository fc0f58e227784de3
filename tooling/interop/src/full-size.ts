/**
 * Ten thousand pictures, prepared by TFDS and by us from one archive in one run: how long, how much
 * memory and disk, and whether each reads what the other wrote.
 *
 *     pnpm acceptance interop/full-size
 *
 * `FULL_SIZE_ARCHIVE` names an archive to take in place of a generated one.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findVariant } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { formatSize } from "@imagenet-v2/core/internal";
import { largeArchive } from "@imagenet-v2/fixtures";
import { datasetOf, skipDecoding } from "@imagenet-v2/loader";
import { PreparedStore } from "@imagenet-v2/stores";
import { withPeakDisk } from "./disk.ts";
import { pythonEnvironment, runPython } from "./python.ts";

/** What a process that prepared tells of itself. */
interface Prepared {
  readonly folder: string;
  readonly seconds: number;
  readonly peak_rss: number;
}

// Of the published names in TFDS's reading order, each followed by a line feed.
const publishedOrder = "a2958057b6b00f9c97830755f49f5e2569b240573ea1005f280c1d34f7d1f0d6";
const variant = findVariant("matched-frequency");

const python = await pythonEnvironment();
if (python.missing !== undefined) {
  console.log(`skipped: ${python.missing}`);
  process.exit();
}
const { topDirectory } = variant.archive;
const archive =
  process.env.FULL_SIZE_ARCHIVE ?? (await largeArchive(fileNames(variant.name), { topDirectory }));
const scratch = await mkdtemp(join(tmpdir(), "imagenet-v2-full-size-"));
try {
  // Once through, so that both find it in the page cache.
  await sha256(archive);

  const theirDir = join(scratch, "tfds");
  const theirs = await withPeakDisk(
    theirDir,
    () => runPython(python, "prepare.py", [archive, theirDir, variant.name]) as Promise<Prepared>,
  );
  const ourDir = join(scratch, "ours");
  const ours = await withPeakDisk(ourDir, () => prepareOurs(archive, ourDir));

  const archiveBytes = (await stat(archive)).size;
  row("", "TFDS", "ours");
  row("seconds", theirs.result.seconds.toFixed(1), ours.result.seconds.toFixed(1));
  row("peak memory", formatSize(theirs.result.peak_rss), formatSize(ours.result.peak_rss));
  row("peak disk beside the archive", formatSize(theirs.peakDisk), formatSize(ours.peakDisk));
  row(
    "peak disk with it",
    formatSize(theirs.peakDisk + archiveBytes),
    formatSize(ours.peakDisk + archiveBytes),
  );

  const request = JSON.stringify([{ directory: ours.result.folder, digest: true }]);
  const [byThem] = (await runPython(python, "read.py", [request])) as [Reading];
  const byUs = await readTheirs(theirs.result.folder);
  row("read by", "TFDS (ours)", "us (TFDS's)");
  row("examples", String(byThem.count), String(byUs.count));
  row("names in reading order", byThem.order, byUs.order);
  row("names, labels, images", byThem.all, byUs.all);
  row(
    "the published order",
    yes(byThem.order === publishedOrder),
    yes(byUs.order === publishedOrder),
  );
  const same = byThem.all === byUs.all && byThem.order === publishedOrder;
  process.exitCode = same ? 0 : 1;
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function prepareOurs(archive: string, dataDir: string): Promise<Prepared> {
  const script = fileURLToPath(new URL("./prepare-once.js", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, archive, dataDir]);
  return JSON.parse(stdout) as Prepared;
}

/** What reading a folder gave: digests over its examples, in reading order. */
interface Reading {
  readonly count: number;
  readonly order: string;
  readonly all: string;
}

/** A folder of TFDS's read by us, with every checksum verified. */
async function readTheirs(folder: string): Promise<Reading> {
  const store = await PreparedStore.open(folder, { partial: true, dataDir: scratch });
  const names: string[] = [];
  const lines: string[] = [];
  for await (const example of datasetOf(store, { decoders: { image: skipDecoding() } })) {
    const { file_name, label, image } = example;
    names.push(file_name);
    lines.push(`${file_name} ${label} ${createHash("sha256").update(image).digest("hex")}`);
  }
  await store.close();
  return { count: names.length, order: digest(names), all: digest(lines) };
}

function digest(lines: readonly string[]): string {
  return createHash("sha256")
    .update(lines.map((line) => `${line}\n`).join(""))
    .digest("hex");
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(chunk);
  return hash.digest("hex");
}

function yes(is: boolean): string {
  return is ? "yes" : "NO";
}

function row(what: string, theirs: string, ours: string): void {
  const cell = (text: string) => (text.length > 12 ? `${text.slice(0, 11)}…` : text).padStart(14);
  console.log(`${what.padEnd(30)}${cell(theirs)}${cell(ours)}`);
}
