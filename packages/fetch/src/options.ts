import { abortSignal, callbackOption, parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import type { DataFolderOptions, Environment } from "./data-folder.ts";
import type { OnProgress } from "./progress.ts";
import type { SourceOptions } from "./sources.ts";

/** How to download, whatever it is. */
export interface DownloadOptions extends DataFolderOptions {
  /** Open no socket. Also by `HF_HUB_OFFLINE=1`. @default false */
  readonly offline?: boolean | undefined;
  /**
   * How often to try again after a failure without getting further; each byte further than ever
   * before begins the count anew. With the default stall time-out, a download that makes no progress
   * gives up in under 30 s, unless the server itself asks for more.
   * @default 4
   */
  readonly retries?: number | undefined;
  /** Milliseconds of silence after which a connection counts as dead. @default 5000 */
  readonly stallTimeout?: number | undefined;
  /**
   * Over how many connections at once. More than one helps where each is slow, and costs 4 MiB of
   * memory for each.
   * @default 1
   */
  readonly connections?: number | undefined;
  /** PEM certificates to trust besides the well-known ones and those in `NODE_EXTRA_CA_CERTS`. */
  readonly ca?: string | undefined;
  /** Ends the download; what came so far is kept, and the next one goes on from there. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** How to download an archive. */
export interface FetchArchiveOptions extends DownloadOptions, SourceOptions {}

const downloadShape = {
  dataDir: z.string().optional(),
  env: z.custom<Environment>((value) => typeof value === "object").optional(),
  offline: z.boolean().optional(),
  retries: z.number().int().nonnegative().default(4),
  // The longest a timer can be.
  stallTimeout: z
    .number()
    .positive()
    .max(2 ** 31 - 1)
    .default(5000),
  connections: z.number().int().min(1).max(16).default(1),
  ca: z.string().optional(),
  signal: abortSignal.optional(),
  onProgress: callbackOption<OnProgress>(),
};

const downloadSchema = z.strictObject(downloadShape);
const archiveSchema = z.strictObject({
  ...downloadShape,
  baseUrl: z.string().optional(),
  mirrors: z.array(z.string()).optional(),
  revision: z.string().optional(),
});

export function parseDownloadOptions(options: DownloadOptions, what: string) {
  return parseOptions(downloadSchema, options, what);
}

export function parseArchiveOptions(options: FetchArchiveOptions, what: string) {
  return parseOptions(archiveSchema, options, what);
}

/** Whether the network is forbidden, by option or in the words of the Hugging Face tools. */
export function isOffline(offline: boolean | undefined, env: Environment): boolean {
  return offline ?? /^(1|on|yes|true)$/i.test(env.HF_HUB_OFFLINE || env.HF_DATASETS_OFFLINE || "");
}
