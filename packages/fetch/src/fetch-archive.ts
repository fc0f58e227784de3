import { ImageNetV2Error, type Variant } from "@imagenet-v2/core";
import { downloadPath, manualPath } from "./cache-names.ts";
import { dataFolder } from "./data-folder.ts";
import { type ArchiveFile, archivePlaces, findArchive } from "./find-archive.ts";
import { httpGet } from "./http/http-get.ts";
import { authorizationFor } from "./http/token.ts";
import { writeInfo } from "./info-file.ts";
import { obtain } from "./obtain.ts";
import { type FetchArchiveOptions, isOffline, parseArchiveOptions } from "./options.ts";
import { Reporter } from "./reporter.ts";
import { archiveSources, endpointOf } from "./sources.ts";

/**
 * Makes a variant's archive be on this machine: finds it (see {@link findArchive}), or downloads it
 * into the data folder under TFDS's name. Interrupted at any moment it leaves a part that the next
 * call goes on from, also in another process; nothing is ever under the final name but the published
 * bytes. Calls at the same time, in as many processes, make one download. In a page it goes into the
 * origin's own files (OPFS), and tabs make one download; where there are none it is UNSUPPORTED.
 *
 * @example
 * const { path } = await fetchArchive(findVariant("topimages"), {
 *   onProgress: ({ bytes, total }) => console.error(`${bytes} of ${total}`),
 * });
 *
 * @throws NETWORK, HTTP_STATUS, SIZE_MISMATCH, CHECKSUM_MISMATCH, NOT_AN_ARCHIVE when it cannot be
 * had, DISK_FULL, IO when it cannot be kept, NOT_PREPARED when it is not there and offline,
 * INVALID_OPTION; `signal.reason` when aborted
 */
export async function fetchArchive(
  variant: Variant,
  options: FetchArchiveOptions = {},
): Promise<ArchiveFile> {
  const parsed = parseArchiveOptions(options, "fetchArchive");
  const { env = process.env, signal, onProgress, retries, stallTimeout, connections, ca } = parsed;
  const { fileName: name, sha256, bytes } = variant.archive;
  const dataDir = dataFolder(parsed);
  const places = { dataDir, env, signal };
  signal?.throwIfAborted();

  const path = downloadPath(dataDir, variant);
  const found = await findArchive(variant, { ...places, onProgress });
  // A run that was killed may not have come to it, and a folder may be read-only.
  if (found?.path === path) await writeInfo(path, variant).catch(() => {});
  if (found !== undefined) return found;
  if (isOffline(parsed.offline, env)) throw notPrepared(variant, dataDir, places);

  const reporter = new Reporter(bytes, onProgress);
  const sources = archiveSources(variant, parsed, env);
  const at = await obtain(
    { name, sha256, bytes, path, sources, isArchive: true },
    {
      dataDir,
      find: async () => (await findArchive(variant, places))?.path,
      get: httpGet({ authorization: authorizationFor(endpointOf(env), env), ca }),
      ...{ retries, stallTimeout, connections, signal, reporter },
    },
  );
  // Last: to TFDS the archive is there only with this file beside it.
  if (at === path) await writeInfo(path, variant);
  reporter.tell({ phase: "done", bytes });
  return { path: at, bytes, sha256, variant };
}

function notPrepared(
  variant: Variant,
  dataDir: string,
  places: Parameters<typeof archivePlaces>[1],
): ImageNetV2Error {
  const { name, archive } = variant;
  return new ImageNetV2Error(
    "NOT_PREPARED",
    `${archive.fileName} is not on this machine, and offline nothing is downloaded.`,
    { dataset: name, searched: archivePlaces(variant, places) },
    {
      hint: `Put it at ${manualPath(dataDir, variant)}, or name it with \`archive\`, or go online.`,
    },
  );
}
