import {
  type DatasetSpec,
  ImageNetV2Error,
  imageNet2012,
  imageNetV2,
  type VariantName,
  type Version,
  variantNames,
  variants,
} from "@imagenet-v2/core";
import {
  abortSignal,
  callbackOption,
  canonicalVersion,
  requireGeneratable,
  validationArchive,
} from "@imagenet-v2/core/internal";
import {
  type Environment,
  type FetchArchiveOptions,
  fetchArchive,
  findArchive,
  type OnProgress,
} from "@imagenet-v2/fetch";
import { archivePlaces, dataFolders, isOffline } from "@imagenet-v2/fetch/internal";
import { shownUrl } from "@imagenet-v2/storage/internal";
import {
  type ArchiveInput,
  type ArchiveStoreOptions,
  type IndexInput,
  openPath,
  type Store,
} from "@imagenet-v2/stores";
import { archiveInput, indexInput, isWebUrl } from "@imagenet-v2/stores/internal";
import * as z from "zod";
import { environment, findPrepared, preparedPath } from "#platform";
import { openOnce } from "./open-once.ts";
import { placeKey } from "./place-key.ts";
import { requirePublishedShards } from "./published-shards.ts";

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
  /**
   * Data of one's own, read where it lies: the path of an archive, of an unpacked one, or of a folder that
   * TFDS prepared; the URL of an archive, with `index`; an archive as a `Blob` or `File`, or as a
   * `ByteSource`. Nothing is written beside it.
   */
  readonly archive?: ArchiveInput | undefined;
  /** Where the images of `archive` lie, as `imagenet-v2 index` tells: that data, or the path or URL of its JSON. */
  readonly index?: IndexInput | undefined;
  /**
   * In a page: whether a `File` is copied into the files that the page's origin keeps for itself (1.2 GB), as it is read
   * for the first time: then it is read faster, and open at once the next time. Nothing leaves the machine. Without room
   * for a copy the `File` itself is read, and that is said (`onProgress`, the console).
   * @default true
   */
  readonly keep?: boolean | undefined;
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

/** The options by name, for those who take more than these. */
export const dataShape = {
  dataDir: z.string().optional(),
  archive: archiveInput.optional(),
  index: indexInput.optional(),
  keep: z.boolean().optional(),
  partial: z.boolean().optional(),
  download: z.boolean().optional(),
  offline: z.boolean().optional(),
  baseUrl: z.string().optional(),
  downloadConfig: z
    .strictObject({
      mirrors: z.array(z.string()).readonly().optional(),
      revision: z.string().optional(),
      retries: z.int().nonnegative().optional(),
      stallTimeout: z.number().positive().optional(),
      ca: z.string().optional(),
    })
    .optional(),
  env: z.custom<Environment>((value) => typeof value === "object", "must be an object").optional(),
  signal: abortSignal.optional(),
  onProgress: callbackOption<OnProgress>(),
};

export interface OpenDataOptions extends DataOptions {
  /** @default imageNetV2 */
  readonly spec?: DatasetSpec | undefined;
  /** The variant it has to be. Default: whichever the archive is, or `matched-frequency`. */
  readonly variant?: VariantName | undefined;
  /** @default "3.0.0" */
  readonly version?: Version | undefined;
}

/**
 * The examples to read: of the archive given, else of the variant's archive in the data folders,
 * else of its prepared folder in them, else of the archive that is downloaded into the first of them.
 *
 * @throws whatever {@link openPath}, `findArchive` and `fetchArchive` throw; NOT_PREPARED if the data is not
 * on this machine and must not be downloaded; UNKNOWN_VERSION for one that can only be read
 */
export async function openData(options: OpenDataOptions): Promise<Store> {
  const { spec, variant, version, dataDir, archive, index, partial, download, offline } = options;
  const { baseUrl, downloadConfig, env, keep } = options;
  checkInputs(options);
  const inputs = [spec?.key, placeKey(archive), placeKey(index)];
  const key = [
    variant,
    version,
    dataDir,
    partial,
    keep,
    download,
    offline,
    baseUrl,
    downloadConfig,
    env,
  ];
  return openOnce(
    JSON.stringify([...inputs, ...key]),
    (onProgress) => open({ ...options, onProgress }),
    options,
  );
}

async function open(options: OpenDataOptions): Promise<Store> {
  const {
    spec = imageNetV2,
    archive,
    index,
    variant,
    dataDir,
    env,
    keep,
    partial,
    signal,
  } = options;
  const how: ArchiveStoreOptions = {
    ...{ spec, index, variant, dataDir, env, keep, partial, signal },
    onProgress: ({ bytes, total, note = "looking for its images" }) =>
      options.onProgress?.({ ...checking, note, bytes, total }),
  };
  if (archive !== undefined) return openPath(archive, how);
  if (spec.key !== imageNetV2.key) throw archiveNeeded(spec);
  const name = variant ?? variantNames[0];
  const found = await findLocal(name, options);
  if (found === undefined) return openPath(await download(name, options), how);
  const store = await openPath(found, how);
  try {
    requirePublishedShards(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** What is on this machine: the verified archive, or a prepared folder. */
async function findLocal(
  variant: VariantName,
  { dataDir, env, signal, onProgress, version = canonicalVersion }: OpenDataOptions,
): Promise<string | undefined> {
  const places = { dataDir, env, signal, onProgress };
  // Archives hold the canonical version alone.
  const archive =
    version === canonicalVersion ? await findArchive(variants[variant], places) : undefined;
  return archive?.path ?? (await findPrepared(variant, version, { dataDir, env }));
}

async function download(variant: VariantName, options: OpenDataOptions): Promise<string> {
  const { dataDir, baseUrl, env, signal, onProgress, offline, downloadConfig } = options;
  const { version = canonicalVersion } = options;
  if (options.download === false) {
    const folders = dataFolders({ dataDir, env }).map(({ path }) => path);
    const searched = [
      ...archivePlaces(variants[variant], { dataDir, env }),
      ...folders.map((path) => preparedPath(path, variant, version)),
    ];
    throw new ImageNetV2Error(
      "NOT_PREPARED",
      `Dataset imagenet_v2: could not find data of ${variant} in ${folders[0] ?? "the files of this site"}. Please make sure to call downloadAndPrepare(), or pass download: true to load().`,
      { dataset: `imagenet_v2/${variant}`, searched },
      { hint: `Looked at: ${searched.join(", ")}.` },
    );
  }
  requireGeneratable(version);
  const where = { dataDir, baseUrl, env, signal, onProgress, offline };
  return (await fetchArchive(variants[variant], { ...downloadConfig, ...where })).path;
}

function archiveNeeded({ name }: DatasetSpec): ImageNetV2Error {
  return new ImageNetV2Error(
    "NOT_PREPARED",
    `Dataset ${name}: nobody may publish its images, so there is nothing to download.`,
    { dataset: name, searched: [] },
    {
      hint:
        name === imageNet2012.name
          ? `image-net.org gives ${validationArchive.fileName} to those who have an account. Say where it lies, or a folder of its images, with \`archive\`.`
          : "Say where the images lie with `archive`.",
    },
  );
}

const checking = {
  phase: "checking",
  bytesPerSecond: undefined,
  resumedFrom: 0,
  retries: 0,
} as const;

/**
 * @throws INVALID_OPTION for an index of no archive
 * @throws NOT_PREPARED where a URL is to be read offline
 */
function checkInputs({ archive, index, offline, env }: OpenDataOptions): void {
  if (index !== undefined && archive === undefined) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      "The option index needs an archive: it tells where the images of that lie.",
      { option: "index" },
      { hint: "Give the archive as `archive`, too." },
    );
  }
  if (!isOffline(offline, env ?? environment())) return;
  for (const input of [archive, index]) {
    if (input === undefined || !isWebUrl(String(input))) continue;
    const dataset = shownUrl(String(input));
    throw new ImageNetV2Error(
      "NOT_PREPARED",
      `${dataset} is not on this machine, and offline nothing is fetched.`,
      { dataset, searched: [] },
      { hint: "Download it and give its path, or go online." },
    );
  }
}
