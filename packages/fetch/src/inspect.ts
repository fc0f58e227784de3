import type { Variant } from "@imagenet-v2/core";
import { isGone } from "@imagenet-v2/storage/internal/node";
import { downloadPath } from "./cache-names.ts";
import { type DataFolderOptions, dataFolder, type Environment } from "./data-folder.ts";
import { archivePlaces, sizeOf } from "./find-archive.ts";
import { proxyFor, proxyLabel } from "./http/proxy.ts";
import { isOffline } from "./options.ts";
import { findParts } from "./part-folder.ts";
import { endpointOf } from "./sources.ts";
import { verifiedRecord } from "./verified.ts";

/** A file in a place where a variant's archive may be. */
export interface ArchiveCopy {
  readonly path: string;
  readonly bytes: number;
  /** `unverified`: of the right size, and not hashed since it changed. */
  readonly state: "verified" | "unverified" | "wrong size" | "wrong bytes";
}

/** An unfinished download. */
export interface UnfinishedDownload {
  readonly path: string;
  readonly bytes: number;
  /** Whether a process is at it, as far as can be told. */
  readonly active: boolean;
}

/** What of a variant's archive is on this machine, told at a glance: nothing is hashed or written. */
export async function inspectArchive(
  variant: Variant,
  options: DataFolderOptions = {},
): Promise<{ copies: readonly ArchiveCopy[]; unfinished: readonly UnfinishedDownload[] }> {
  const dataDir = dataFolder(options);
  const copies: ArchiveCopy[] = [];
  for (const path of archivePlaces(variant, options)) {
    const bytes = await sizeOf(path);
    if (bytes === undefined) continue;
    copies.push({ path, bytes, state: await stateOf(path, bytes, variant, dataDir) });
  }
  const parts = await findParts(downloadPath(dataDir, variant));
  const unfinished = parts.map(({ folder, bytes, owner }) => {
    return { path: folder, bytes, active: owner !== undefined && isGone(owner) !== true };
  });
  return { copies, unfinished };
}

async function stateOf(
  path: string,
  bytes: number,
  { archive }: Variant,
  dataDir: string,
): Promise<ArchiveCopy["state"]> {
  if (bytes !== archive.bytes) return "wrong size";
  const record = await verifiedRecord(dataDir, path);
  if (record === undefined) return "unverified";
  return record.sha256 === archive.sha256 ? "verified" : "wrong bytes";
}

/** How downloads would reach the network. Nothing secret is in it. */
export interface NetworkSetup {
  /** The Hugging Face endpoint. */
  readonly endpoint: string;
  /** The proxy to it, without user and password. */
  readonly proxy: string | undefined;
  readonly offline: boolean;
  /** Whether an `HF_TOKEN` is set. */
  readonly token: boolean;
}

/** @throws INVALID_OPTION for a variable that holds no URL */
export function networkSetup({ env = process.env }: { env?: Environment } = {}): NetworkSetup {
  const endpoint = endpointOf(env);
  const proxy = proxyFor(new URL(endpoint));
  return {
    endpoint,
    proxy: proxy && proxyLabel(proxy),
    offline: isOffline(undefined, env),
    token: Boolean(env.HF_TOKEN?.trim()),
  };
}
