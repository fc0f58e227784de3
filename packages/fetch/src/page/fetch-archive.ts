import { ImageNetV2Error, type Variant } from "@imagenet-v2/core";
import { inTurn } from "@imagenet-v2/storage/internal";
import type { OriginFiles } from "@imagenet-v2/storage/opfs";
import type { ArchiveFile } from "../find-archive.ts";
import { authorizationFor } from "../http/token.ts";
import { type FetchArchiveOptions, isOffline, parseArchiveOptions } from "../options.ts";
import { type FillOptions, provenBytes } from "../proven-bytes.ts";
import { Reporter } from "../reporter.ts";
import { archiveSources, endpointOf } from "../sources.ts";
import type { Wanted } from "../wanted.ts";
import { fetchGet } from "./fetch-get.ts";
import { findIn } from "./find-archive.ts";
import { dataPath, OriginPart } from "./origin-part.ts";
import { downloadPath, refuseMachineOptions, requireOriginFiles, sizeOf } from "./places.ts";
import { lackOfRoom, requireRoom } from "./room.ts";

/**
 * In a page: makes a variant's archive be among the origin's own files. Tabs and workers at the same time make
 * one download; closed or killed at any moment, they leave a part that the next call goes on from.
 */
export async function fetchArchive(
  variant: Variant,
  options: FetchArchiveOptions = {},
): Promise<ArchiveFile> {
  const parsed = parseArchiveOptions(options, "fetchArchive");
  refuseMachineOptions(parsed);
  const { env = {}, signal, onProgress, retries, stallTimeout, connections } = parsed;
  const { fileName: name, sha256, bytes } = variant.archive;
  signal?.throwIfAborted();
  const files = await requireOriginFiles("fetchArchive");
  try {
    const found = await findIn(files, variant);
    if (found !== undefined) return found;
    const path = downloadPath(variant);
    if (isOffline(parsed.offline, env)) throw notPrepared(variant, path);
    const sources = archiveSources(variant, parsed, env);
    const wanted = { name, sha256, bytes, path, sources, isArchive: true };
    const reporter = new Reporter(bytes, onProgress);
    const get = fetchGet(authorizationFor(endpointOf(env), env));
    const how = { get, retries, stallTimeout, connections, signal, reporter };
    await whenItsTurn(files, wanted, how, async () => {
      if ((await findIn(files, variant)) === undefined) await download(files, wanted, how);
    });
    reporter.tell({ phase: "done", bytes });
    return { path, bytes, sha256, variant };
  } finally {
    await files.close();
  }
}

/** Whose turn it is to write to a path. */
export function turnOf(path: string): string {
  return `imagenet-v2/${path}`;
}

/** While another tab or worker downloads, tells how far that is. */
async function whenItsTurn(
  files: OriginFiles,
  { name, path }: Wanted,
  { signal, reporter }: FillOptions,
  work: () => Promise<void>,
): Promise<void> {
  let isWaiting = true;
  const onWait = async () => {
    const there = await sizeOf(files, dataPath(path)).catch(() => undefined);
    const note = `Another tab or worker of this site is downloading ${name}.`;
    // Who was waiting a moment ago may be done by now.
    if (isWaiting) reporter.tell({ phase: "waiting", bytes: there ?? 0, note });
  };
  try {
    await inTurn(turnOf(path), { signal, onWait }, () => {
      isWaiting = false;
      return work();
    });
  } finally {
    isWaiting = false;
  }
}

async function download(
  files: OriginFiles,
  wanted: Wanted & { readonly bytes: number },
  options: FillOptions,
): Promise<void> {
  const { path, bytes } = wanted;
  const { reporter, signal } = options;
  reporter.tell({ phase: "checking", bytes: 0 });
  const part = await OriginPart.take(files, path, bytes, {
    signal,
    onProgress: (hashed) => reporter.bytes(hashed.bytes),
    onNote: (note) => reporter.tell({ note }),
  });
  try {
    await requireRoom(files, wanted, bytes - part.bytes);
    reporter.tell({ resumedFrom: part.bytes, bytes: part.bytes });
    await provenBytes(part, wanted, options);
    await part.publish();
  } catch (error) {
    await part.release();
    throw lackOfRoom(error, wanted, bytes - part.written);
  }
}

function notPrepared({ name, archive }: Variant, path: string): ImageNetV2Error {
  return new ImageNetV2Error(
    "NOT_PREPARED",
    `${archive.fileName} is not among the files of this site, and offline nothing is downloaded.`,
    { dataset: name, searched: [path] },
    { hint: "Give it as `archive`, or go online." },
  );
}
