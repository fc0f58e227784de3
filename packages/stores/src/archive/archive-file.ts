import { fileURLToPath } from "node:url";
import {
  type DatasetSpec,
  ImageNetV2Error,
  imageNetV2,
  isImageNetV2Error,
} from "@imagenet-v2/core";
import { kindOf } from "@imagenet-v2/core/internal";
import { dataFolder } from "@imagenet-v2/fetch";
import { knownSha256 } from "@imagenet-v2/fetch/internal";
import type { ByteSource } from "@imagenet-v2/storage";
import {
  type FileStamp,
  ioError,
  type Kept,
  readKept,
  StampedFile,
  sameStamp,
  writeKept,
} from "@imagenet-v2/storage/internal/node";
import { fileSource, type ReadFileOptions, readSmallFile } from "@imagenet-v2/storage/node";
import { type ArchiveIndex, listingOfIndex } from "./archive-index.ts";
import type { ArchiveInput } from "./archive-input.ts";
import { checkIsTar, isGzip } from "./archive-kind.ts";
import type { ArchiveListing } from "./archive-listing.ts";
import { inflateArchive } from "./inflate.ts";
import { listTar } from "./list-tar.ts";
import type { OpenArchive, OpenArchiveOptions } from "./open-archive.ts";
import { BLOCK } from "./tar-header.ts";
import { isWebUrl } from "./web-url.ts";

/** The path of what is meant to lie on this machine: a path, or a `file:` URL. */
export function filePath(archive: ArchiveInput): string | undefined {
  if (kindOf(archive) === "URL" && (archive as URL).protocol === "file:") {
    return fileURLToPath(archive as URL);
  }
  return typeof archive === "string" && !isWebUrl(archive) ? archive : undefined;
}

/** A file of this machine, as it was when it was opened. */
export interface FilePlace {
  readonly path: string;
  readonly stamp: FileStamp;
}

/** What is found out about an archive once, and kept in the data folder. */
interface KeptArchive extends Kept, ArchiveListing {
  readonly stamp: FileStamp;
  /** The plain tar that offsets refer to, where the archive itself is a gzip file. */
  readonly inflated?: FilePlace | undefined;
  /** SHA-256 of the plain tar where it is known: while it is gunzipped, it is hashed. */
  readonly sha256?: string | undefined;
}

/**
 * Opens an archive by an index that travelled, else by what is kept of it; else walks its headers, and
 * keeps what they tell. A gzip file is inflated into the data folder first.
 *
 * @throws NOT_FOUND, IO, DISK_FULL, NOT_AN_ARCHIVE, CORRUPT_ARCHIVE, HOSTILE_ARCHIVE,
 *   UNEXPECTED_MEMBER, DATA_CHANGED (while it was walked), `signal.reason`
 * @throws SIZE_MISMATCH, CHECKSUM_MISMATCH if the index is of another archive
 */
export async function openArchiveFile(
  name: string,
  given: ArchiveIndex | undefined,
  options: OpenArchiveOptions,
): Promise<OpenArchive> {
  options.signal?.throwIfAborted();
  const dataDir = dataFolder(options);
  const { spec = imageNetV2 } = options;
  const archive = await openFile(name);
  try {
    const verified = () => knownSha256(dataDir, archive.path);
    const { path, stamp } = archive;
    const facts = { name, path, bytes: stamp.bytes };
    if (given !== undefined) {
      const sha256 = await verified();
      const listing = await listingOfIndex(given, { name, size: stamp.bytes, sha256 }, spec);
      const place = { path, stamp };
      return {
        ...facts,
        tar: await fileSource(archive),
        listing,
        sha256,
        place,
        isIndexGiven: true,
      };
    }
    const kept =
      (await keptOf(archive, dataDir, spec)) ??
      (await findOut(archive, name, { ...options, dataDir, spec }));
    const sha256 = kept.sha256 ?? (await verified());
    const opened = { ...facts, listing: kept, sha256, isIndexGiven: false };
    if (kept.inflated === undefined) {
      return { ...opened, tar: await fileSource(archive), place: { path, stamp } };
    }
    const tar = await openFileAgain(kept.inflated);
    await archive.close();
    return { ...opened, tar, place: kept.inflated };
  } catch (error) {
    await archive.close();
    throw ioError(error, name);
  }
}

/** @throws DATA_CHANGED if it is gone, or no longer what it was */
export async function openFileAgain({ path, stamp }: FilePlace): Promise<ByteSource> {
  return fileSource(await StampedFile.reopen(path, stamp));
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

/** What the data folder keeps, if it is of this very file, and so is what it was inflated to. */
async function keptOf(
  archive: StampedFile,
  dataDir: string,
  spec: DatasetSpec,
): Promise<KeptArchive | undefined> {
  const kept = await readKept<KeptArchive>(dataDir, "archive-v3", archive.path);
  if (kept === undefined || !sameStamp(kept.stamp, archive.stamp)) return undefined;
  if (kept.specKey !== spec.key) return undefined;
  if (kept.inflated === undefined) return kept;
  try {
    await (await StampedFile.reopen(kept.inflated.path, kept.inflated.stamp)).close();
    return kept;
  } catch {
    return undefined;
  }
}

type FindOutOptions = OpenArchiveOptions & { readonly dataDir: string; readonly spec: DatasetSpec };

async function findOut(
  archive: StampedFile,
  name: string,
  options: FindOutOptions,
): Promise<KeptArchive> {
  const read = async (first: Uint8Array): Promise<Omit<KeptArchive, "path" | "stamp">> => {
    if (isGzip(first)) return inflateArchive(archive, name, options);
    checkIsTar(name, first, archive.stamp.bytes, options.spec);
    return listTar(await fileSource(archive), name, options);
  };
  const first = new Uint8Array(Math.min(BLOCK, archive.stamp.bytes));
  await archive.read(first, 0);
  const facts = await read(first).catch((error: unknown) => {
    // Whatever is wrong with a file that someone is writing to, this is why.
    archive.checkUnchanged();
    throw error;
  });
  archive.checkUnchanged();
  const kept = { path: archive.path, stamp: archive.stamp, ...facts };
  await writeKept(options.dataDir, "archive-v3", kept);
  return kept;
}

/** The text of a file. @throws NOT_FOUND, NOT_A_FILE, FILE_TOO_LARGE, IO, `signal.reason` */
export async function readTextFile(path: string, options: ReadFileOptions): Promise<string> {
  return String(await readSmallFile(path, options));
}
