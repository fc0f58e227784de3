import { type DatasetSpec, imageNetV2 } from "@imagenet-v2/core";
import { kindOf, messageOf } from "@imagenet-v2/core/internal";
import { type ByteSource, blobSource } from "@imagenet-v2/storage";
import { inTurn } from "@imagenet-v2/storage/internal";
import { type OriginFiles, openOriginFiles } from "@imagenet-v2/storage/opfs";
import { checkIsTar, isGzip } from "../../archive/archive-kind.ts";
import { chunksOf } from "../../archive/chunks.ts";
import { inflating } from "../../archive/inflating.ts";
import { listChunks, listTar } from "../../archive/list-tar.ts";
import { noCopy } from "../../archive/no-copy.ts";
import type { ArchiveProgress, OpenArchive } from "../../archive/open-archive.ts";
import { BLOCK } from "../../archive/tar-header.ts";
import type * as node from "../node.ts";
import { ArchiveCopy } from "./archive-copy.ts";
import { copyPath, removeLeftovers, turnOf } from "./copies.ts";
import { inflate } from "./inflate-picked.ts";
import { listOrigin, readKept } from "./kept-archive.ts";
import { openOriginSource } from "./origin-source.ts";

/** A file that was picked, and where its copy lies, or is to lie. */
interface Picked {
  readonly blob: Blob;
  readonly source: ByteSource;
  readonly isPacked: boolean;
  readonly files: OriginFiles;
  readonly path: string;
  readonly spec: DatasetSpec;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: ArchiveProgress) => void) | undefined;
}

/**
 * Opens a `File` by the copy that was made of it, else reads it once, and makes the copy meanwhile. A gzip file is
 * inflated into it. Tabs that open the same file at once make one copy.
 *
 * @returns `undefined` where there is nothing to keep a copy in, or none is wanted: then the Blob itself is read
 * @throws NOT_AN_ARCHIVE and what else is wrong with the archive; DATA_CHANGED, NOT_FOUND, IO
 * @throws DISK_FULL, WORKER_DIED for a gzip file, which needs the copy
 */
export const openKept: typeof node.openKept = async (blob, options) => {
  const { spec = imageNetV2, keep = true, signal, onProgress } = options;
  const source = blobSource(blob);
  const first = await source.read(0, Math.min(BLOCK, source.size), { signal });
  const isPacked = isGzip(first);
  if (!isPacked) checkIsTar(source.name, first, source.size, spec);
  // What has no name and time cannot be known again.
  if (!keep || (!isPacked && kindOf(blob) !== "File")) return undefined;
  let files: OriginFiles | undefined;
  try {
    files = await openOriginFiles();
  } catch (error) {
    if (isPacked) throw error;
    tell(source, onProgress, error);
  }
  if (files === undefined) return undefined;
  try {
    const path = await copyPath(blob, source, signal);
    return await open({ blob, source, isPacked, files, path, spec, signal, onProgress });
  } finally {
    await files.close();
  }
};

async function open(picked: Picked): Promise<OpenArchive> {
  const { source, files, path, isPacked, signal, onProgress } = picked;
  const onWait = () => {
    onProgress?.({ bytes: 0, total: source.size, note: "another tab is making the copy" });
  };
  return (
    (await openCopy(picked)) ??
    inTurn(turnOf(path), { signal, onWait }, async () => {
      const made = await openCopy(picked);
      if (made !== undefined) return made;
      await removeLeftovers(files, path);
      return isPacked ? inflated(picked) : copied(picked);
    })
  );
}

/** By the copy, if it is there. */
async function openCopy(picked: Picked): Promise<OpenArchive | undefined> {
  const { source, files, path, spec, signal } = picked;
  const tar = await openOriginSource(path, source.name).catch(() => undefined);
  if (tar === undefined) return undefined;
  try {
    const kept = await readKept(files, path, tar);
    if (kept !== undefined) {
      const isOurs = kept.specKey === spec.key;
      const listing = isOurs ? kept : await listOrigin(files, path, tar, { spec, signal });
      return openedBy(tar, listing, picked);
    }
    await tar.close?.();
    return undefined;
  } catch (error) {
    await tar.close?.();
    throw error;
  }
}

async function copied(picked: Picked): Promise<OpenArchive> {
  const { blob, source, files, path, spec, signal, onProgress } = picked;
  const { name, size } = source;
  const copy = await ArchiveCopy.begin(files, path, name, size);
  try {
    const chunks = copy.through(chunksOf(source, { signal, onProgress }));
    const listing = await listChunks(chunks, name, { size, spec });
    const tar = await copy.publish(listing);
    if (tar !== undefined) return openedBy(tar, listing, picked);
    tell(source, onProgress, copy.failure);
    const facts = { listing, isIndexGiven: false, name, path: name, bytes: size };
    return { ...facts, tar: source, place: { blob, name } };
  } catch (error) {
    await copy.drop();
    throw error;
  }
}

async function inflated(picked: Picked): Promise<OpenArchive> {
  const { source, files, path, spec, signal, onProgress } = picked;
  const copy = await ArchiveCopy.begin(files, path, source.name, source.size);
  try {
    const tell: typeof onProgress = (progress) => onProgress?.({ ...progress, note: inflating });
    for await (const chunk of inflate(source, { spec, signal, onProgress: tell })) {
      await copy.append(chunk);
      if (copy.part === undefined) break;
    }
    if (copy.part === undefined) throw copy.failure;
    const listing = await listTar(copy.part, source.name, { spec, signal });
    const tar = await copy.publish(listing);
    if (tar === undefined) throw copy.failure;
    return openedBy(tar, listing, picked);
  } catch (error) {
    await copy.drop();
    throw error;
  }
}

function openedBy(
  tar: ByteSource,
  listing: OpenArchive["listing"],
  { source, path }: Picked,
): OpenArchive {
  const { name, size: bytes } = source;
  const place = { origin: path, name, identity: tar.identity };
  return { tar, listing, isIndexGiven: false, name, path: name, bytes, place };
}

/** Says that no copy is kept, which makes it slower and nothing else. */
function tell({ name, size }: ByteSource, onProgress: Picked["onProgress"], why: unknown): void {
  const note = `${noCopy}: ${messageOf(why)}`;
  onProgress?.({ bytes: size, total: size, note });
  console.warn(`${name}: ${note} It is read from the file, slower.`);
}
