import { resolve } from "node:path";
import { type Variant, type VariantName, variantNames, variants } from "@imagenet-v2/core";
import {
  type Environment,
  type FetchArchiveOptions,
  fetchArchive,
  type OnProgress,
} from "@imagenet-v2/fetch";
import { openShared } from "./share.ts";
import { ArchiveStore } from "./stores/archive-store.ts";
import type { Store } from "./stores/store.ts";

/** What else `fetchArchive` can be told. */
export type DownloadConfig = Pick<
  FetchArchiveOptions,
  "mirrors" | "revision" | "retries" | "stallTimeout" | "ca"
>;

/** Where the data is, or comes from. */
export interface DataOptions {
  /**
   * The data folder, in TFDS's layout. Default: `IMAGENET_V2_DATA_DIR`, else `TFDS_DATA_DIR`, else
   * `$XDG_CACHE_HOME/imagenet-v2`, else `~/.cache/imagenet-v2`.
   */
  readonly dataDir?: string | undefined;
  /** An archive of one's own, read where it lies; nothing is written beside it. */
  readonly archive?: string | undefined;
  /** Takes data that is not a whole variant of ImageNetV2, too; `info.provenance` tells. @default false */
  readonly partial?: boolean | undefined;
  /** Whether data that is not on this machine is fetched: 1.2 GB. @default true */
  readonly download?: boolean | undefined;
  /** Opens no socket, as `HF_HUB_OFFLINE=1`. @default false */
  readonly offline?: boolean | undefined;
  /** A mirror's address in place of the publisher's. */
  readonly baseUrl?: string | undefined;
  /** How to download: mirrors, revision, retries, time-out, certificates. */
  readonly downloadConfig?: DownloadConfig | undefined;
  /** @default process.env */
  readonly env?: Environment | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told about ten times a second while data is downloaded, verified or unpacked. */
  readonly onProgress?: OnProgress | undefined;
}

export interface OpenDataOptions extends DataOptions {
  /** The variant it has to be. Default: whichever the archive is, or `matched-frequency`. */
  readonly variant?: VariantName | undefined;
}

/**
 * The examples to read: of the archive given, else of the variant's archive in the data folders,
 * else of the archive that is downloaded into the first of them.
 *
 * @throws whatever {@link ArchiveStore.open} and `fetchArchive` throw; NOT_PREPARED if the data is not
 * on this machine and must not be downloaded
 */
export function openData(options: OpenDataOptions): Promise<Store> {
  const { signal: _, onProgress: __, env, ...plain } = options;
  const { archive } = plain;
  const key = JSON.stringify({ ...plain, archive: archive && resolve(archive), env });
  return openShared(key, (onProgress) => open({ ...options, onProgress }), options);
}

async function open(options: OpenDataOptions): Promise<Store> {
  const { archive, variant = archive === undefined ? variantNames[0] : undefined } = options;
  const path = archive ?? (await locate(variants[variant as VariantName], options));
  return ArchiveStore.open(path, {
    dataDir: options.dataDir,
    env: options.env,
    variant,
    partial: options.partial,
    signal: options.signal,
    onProgress: ({ bytes, total }) =>
      options.onProgress?.({ ...unpacking, bytes, total: Math.max(bytes, total) }),
  });
}

/** The verified archive of a variant: one that is there, else a fresh one. */
async function locate(variant: Variant, options: OpenDataOptions): Promise<string> {
  const { dataDir, baseUrl, env, signal, onProgress, download = true, downloadConfig } = options;
  const offline = download ? options.offline : true;
  const where = { dataDir, baseUrl, env, signal, onProgress, offline };
  return (await fetchArchive(variant, { ...downloadConfig, ...where })).path;
}

const unpacking = {
  phase: "checking",
  bytesPerSecond: undefined,
  resumedFrom: 0,
  retries: 0,
  note: "unpacking the gzip copy",
} as const;
