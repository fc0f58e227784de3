import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { ioError, readKept, StampedFile, sameStamp, writeKept } from "@imagenet-v2/storage/node";
import type { ArchiveIndex } from "./archive-index.ts";
import { checkIsTar, isGzip } from "./archive-kind.ts";
import { indexTar } from "./index-tar.ts";
import { type InflateOptions, inflateArchive } from "./inflate.ts";
import { BLOCK } from "./tar-header.ts";

/** A plain tar, open, and where its images lie. The file is the caller's to close. */
export interface OpenArchive {
  readonly tar: StampedFile;
  readonly index: ArchiveIndex;
}

/**
 * Opens an archive by its stored index; else walks its headers, and stores one. A gzip file is
 * inflated into the data folder first.
 *
 * @throws NOT_FOUND, IO, DISK_FULL, NOT_AN_ARCHIVE, CORRUPT_ARCHIVE, HOSTILE_ARCHIVE,
 *   UNEXPECTED_MEMBER, DATA_CHANGED (while it was walked), `signal.reason`
 */
export async function openArchive(path: string, options: InflateOptions): Promise<OpenArchive> {
  options.signal?.throwIfAborted();
  const archive = await openFile(path);
  try {
    const index =
      (await storedIndex(archive, options.dataDir)) ?? (await makeIndex(archive, path, options));
    if (index.inflated === undefined) return { tar: archive, index };
    const tar = await StampedFile.reopen(index.inflated.path, index.inflated.stamp);
    await archive.close();
    return { tar, index };
  } catch (error) {
    await archive.close();
    throw ioError(error, path);
  }
}

async function openFile(path: string): Promise<StampedFile> {
  try {
    return await StampedFile.open(path);
  } catch (error) {
    if (!isImageNetV2Error(error, "NOT_A_FILE")) throw error;
    const { found, hint } = error;
    throw new ImageNetV2Error(
      "NOT_AN_ARCHIVE",
      `${path}: not a tar archive, but ${found}.`,
      { path, found },
      {
        hint: found === "a folder" ? "FolderStore reads an unpacked archive." : hint,
        cause: error,
      },
    );
  }
}

/** The index from the data folder, if it is of this very file, and so is what it was inflated to. */
async function storedIndex(archive: StampedFile, dataDir: string) {
  const index = await readKept<ArchiveIndex>(dataDir, "archive-v2", archive.path);
  if (index === undefined || !sameStamp(index.stamp, archive.stamp)) return undefined;
  const { inflated } = index;
  if (inflated === undefined) return index;
  try {
    await (await StampedFile.reopen(inflated.path, inflated.stamp)).close();
    return index;
  } catch {
    return undefined;
  }
}

async function makeIndex(
  archive: StampedFile,
  path: string,
  options: InflateOptions,
): Promise<ArchiveIndex> {
  const read = async (first: Uint8Array): Promise<Omit<ArchiveIndex, "path" | "stamp">> => {
    if (isGzip(first)) return inflateArchive(archive, path, options);
    checkIsTar(path, first, archive.stamp.bytes);
    return indexTar(archive, path, options.signal);
  };
  const first = new Uint8Array(Math.min(BLOCK, archive.stamp.bytes));
  await archive.read(first, 0);
  const facts = await read(first).catch((error: unknown) => {
    // Whatever is wrong with a file that someone is writing to, this is why.
    archive.checkUnchanged();
    throw error;
  });
  archive.checkUnchanged();
  const index = { path: archive.path, stamp: archive.stamp, ...facts };
  await writeKept(options.dataDir, "archive-v2", index);
  return index;
}
