import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { ImageNetV2Error } from "@imagenet-v2/core";
import type { FileDigest } from "@imagenet-v2/storage/node";
import { dataFolder } from "./data-folder.ts";
import { httpGet } from "./http/http-get.ts";
import { authorizationFor } from "./http/token.ts";
import { parseUrl, shown } from "./http/url.ts";
import { obtain } from "./obtain.ts";
import { type DownloadOptions, isOffline, parseDownloadOptions } from "./options.ts";
import { Reporter } from "./reporter.ts";
import { endpointOf } from "./sources.ts";
import { tfdsFileName } from "./tfds-file-name.ts";
import { proveFile } from "./verify-file.ts";

/** A file that nothing is known of but where it is and what its bytes must be. */
export interface RemoteFile {
  readonly url: string;
  /** Hex. */
  readonly sha256: string;
  /** Where it is known; a server that tells another size is then refused before its first byte. */
  readonly bytes?: number | undefined;
}

/** A file that was fetched, its bytes proven by its checksum. */
export interface FetchedFile extends FileDigest {
  readonly path: string;
}

/**
 * Downloads any file as {@link fetchArchive} downloads an archive, to TFDS's name for its URL (without
 * password and query) and checksum in the data folder's `downloads/`: a mirror's own packing, say. Of
 * the published archives nothing applies to it, and it is not looked into.
 *
 * @throws as fetchArchive
 */
export async function fetchFile(
  file: RemoteFile,
  options: DownloadOptions = {},
): Promise<FetchedFile> {
  const parsed = parseDownloadOptions(options, "fetchFile");
  const { env = process.env, signal, onProgress, retries, stallTimeout, connections, ca } = parsed;
  const { url, sha256, bytes } = checked(file);
  const dataDir = dataFolder(parsed);
  signal?.throwIfAborted();

  // Not by the whole URL: passwords and signatures are in the rest, and an address that is signed
  // anew is one of the same file.
  const path = join(dataDir, "downloads", tfdsFileName(shown(url), sha256));
  const find = async () => {
    const there = await stat(path).catch(() => undefined);
    if (!there?.isFile() || (bytes !== undefined && there.size !== bytes)) return undefined;
    return (await proveFile(path, { dataDir, sha256, signal })) ? path : undefined;
  };
  if ((await find()) === undefined) {
    const name = basename(url.pathname) || url.host;
    if (isOffline(parsed.offline, env)) {
      throw new ImageNetV2Error(
        "NOT_PREPARED",
        `${name} is not on this machine, and offline nothing is downloaded.`,
        { dataset: name, searched: [path] },
        { hint: `Put it at ${path}, or go online.` },
      );
    }
    const reporter = new Reporter(bytes, onProgress);
    const get = httpGet({ authorization: authorizationFor(endpointOf(env), env), ca });
    await obtain(
      { name, sha256, bytes, path, sources: [url], isArchive: false },
      { dataDir, find, get, retries, stallTimeout, connections, signal, reporter },
    );
    reporter.tell({ phase: "done" });
  }
  return { path, bytes: (await stat(path)).size, sha256 };
}

function checked(file: RemoteFile): { url: URL; sha256: string; bytes: number | undefined } {
  const sha256 = file.sha256.toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new ImageNetV2Error("INVALID_OPTION", "sha256: not 64 hexadecimal digits.", {
      option: "sha256",
    });
  }
  const { bytes } = file;
  if (bytes !== undefined && !(Number.isSafeInteger(bytes) && bytes >= 0)) {
    throw new ImageNetV2Error("INVALID_OPTION", "bytes: not a whole number of bytes.", {
      option: "bytes",
    });
  }
  return { url: parseUrl(file.url, "url"), sha256, bytes };
}
