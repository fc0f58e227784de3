import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { isErrno } from "@imagenet-v2/storage/internal/node";
import { readSmallFile, writeFileAtomic } from "@imagenet-v2/storage/node";
import * as z from "zod";
import type { FolderContents, FolderSummary } from "./example-format.ts";

const manifestName = "manifest.json";

const Count = z.int().nonnegative();
const Manifest = z.object({
  format: z.string(),
  numExamples: Count,
  shardLengths: z.array(Count),
  numBytes: Count,
  /** Bytes by file name. */
  files: z.record(z.string(), Count),
});

/** Writes down what a folder holds, when all its files are there: this is what makes it count as complete. */
export async function writeManifest(
  folder: string,
  format: string,
  { dataset, source, numExamples, shardLengths, numBytes }: FolderContents,
): Promise<void> {
  const { kind, provenance, bytes } = source;
  const manifest = {
    format,
    dataset,
    source: { kind, provenance, bytes },
    numExamples,
    shardLengths,
    numBytes,
    files: await sizesIn(folder),
  };
  await writeFileAtomic(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * What a folder holds by its manifest, if all its files have the sizes that stand there; `undefined` for a
 * folder that is missing, empty, or one of ours and damaged.
 *
 * @throws INVALID_OPTION if it is somebody else's: it is not ours to replace
 */
export async function completeByManifest(
  folder: string,
  format: string,
): Promise<FolderSummary | undefined> {
  const sizes = await sizesIn(folder);
  const names = Object.keys(sizes);
  if (names.length === 0) return undefined;
  if (!names.includes(manifestName)) throw notOurs(folder, format);
  const manifest = await readManifest(join(folder, manifestName));
  if (manifest === undefined) return undefined;
  if (manifest.format !== format) throw notOurs(folder, format);
  const whole = Object.entries(manifest.files).every(([name, bytes]) => sizes[name] === bytes);
  return whole ? manifest : undefined;
}

async function readManifest(path: string): Promise<z.output<typeof Manifest> | undefined> {
  try {
    const text = await readSmallFile(path, { limit: 16 * 2 ** 20 });
    return parseManifest(text.toString());
  } catch (error) {
    if (isImageNetV2Error(error, "FILE_TOO_LARGE")) return undefined;
    throw error;
  }
}

function parseManifest(text: string): z.output<typeof Manifest> | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Manifest.safeParse(json).data;
}

async function sizesIn(folder: string): Promise<Record<string, number>> {
  const names = await readdir(folder).catch((error): string[] => {
    if (isErrno(error, "ENOENT")) return [];
    throw error;
  });
  const sizes = names
    .sort()
    .map(async (name) => [name, (await lstat(join(folder, name))).size] as const);
  return Object.fromEntries(await Promise.all(sizes));
}

function notOurs(folder: string, format: string): ImageNetV2Error {
  return new ImageNetV2Error(
    "INVALID_OPTION",
    `${folder}: there is a folder with files, and they are not ${format} written by this library.`,
    { option: "dataDir" },
    { hint: "Choose another `dataDir`, or replace it with `overwrite: true`." },
  );
}
