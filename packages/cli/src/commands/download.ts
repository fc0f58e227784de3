import { resolveVariant } from "@imagenet-v2/core/internal";
import { fetchArchive, fetchFile } from "@imagenet-v2/fetch";
import type { GlobalOptions } from "../common-options.ts";
import { toJson } from "../json.ts";
import { type Terminal, write } from "../terminal.ts";
import { usageError } from "../usage-error.ts";
import { withTransferProgress } from "../with-progress.ts";

export interface TransferOptions extends GlobalOptions {
  readonly dataDir?: string;
  readonly baseUrl?: string;
  readonly mirror?: readonly string[];
  readonly revision?: string;
  readonly offline?: boolean;
  /** Seconds. */
  readonly stallTimeout?: number;
  readonly retries?: number;
  readonly connections?: number;
}

interface DownloadOptions extends TransferOptions {
  readonly url?: string;
  readonly sha256?: string;
  readonly bytes?: number;
}

/** Makes a variant's archive ready, or any file with a known checksum, and prints where it lies. */
export async function download(
  terminal: Terminal,
  name: string | undefined,
  options: DownloadOptions,
) {
  const { variant } = resolveVariant(name ?? "imagenet_v2", "download");
  const { url, sha256, bytes } = options;
  if ((url === undefined) !== (sha256 === undefined)) {
    const [missing, given] = url === undefined ? ["--url", "--sha256"] : ["--sha256", "--url"];
    throw usageError(missing, `${given} needs ${missing}.`, "Give both, or neither.");
  }
  const how = transferOptions(terminal, options);
  const label = url === undefined ? variant.archive.fileName : "Downloading";
  const file = await withTransferProgress(terminal, label, options, (onProgress) => {
    if (url === undefined || sha256 === undefined) {
      return fetchArchive(variant, { ...how, ...sourceOptions(options), onProgress });
    }
    return fetchFile({ url, sha256, bytes }, { ...how, onProgress });
  });
  const result = { variant: variant.name, path: file.path, bytes: file.bytes, sha256: file.sha256 };
  await write(terminal.stdout, options.json ? `${toJson(result)}\n` : `${file.path}\n`);
}

/** How to download, in the library's words. */
export function transferOptions(terminal: Terminal, options: TransferOptions) {
  const { dataDir, offline, stallTimeout, retries, connections } = options;
  const { env, signal } = terminal;
  return {
    ...{ dataDir, offline, retries, connections, env, signal },
    stallTimeout: stallTimeout && stallTimeout * 1000,
  };
}

/** Where from. */
export function sourceOptions({ baseUrl, mirror, revision }: TransferOptions) {
  return { baseUrl, mirrors: mirror, revision };
}
