import {
  identifyArchive,
  isImageNetV2Error,
  publishedShardLengths,
  type Variant,
} from "@imagenet-v2/core";
import type { ArchiveReport, ByteRange } from "@imagenet-v2/fetch";
import { ArchiveStore, type ArchiveStoreOptions } from "@imagenet-v2/stores";

/** What a file turns out to be that should be a published archive. */
export interface Verdict {
  /**
   * - `published`: these very bytes
   * - `gzip`: a gzip file of them
   * - `damaged`: it was these bytes when it was last verified, or is an archive that breaks off
   * - `other`: anything else, and nothing is wrong with that
   */
  readonly state: "published" | "gzip" | "damaged" | "other";
  /** As it follows the file's name and a colon. */
  readonly says: string;
  /** The images that a damage has hit; undefined where that cannot be told. */
  readonly images?: readonly string[] | undefined;
  readonly hint?: string | undefined;
}

/** How many images or places a sentence names. */
const FEW = 20;
/** Images of a variant. */
const total = publishedShardLengths.reduce((sum, length) => sum + length, 0);

const getIt = "imagenet-v2 download gets the published one.";

/**
 * Tells what a hashed file is: by its checksum, by what is recorded of it as it was, else by opening it,
 * which unpacks a gzip file into the data folder as reading it does.
 */
export async function judge(report: ArchiveReport, options: ArchiveStoreOptions): Promise<Verdict> {
  const { variant, path, sha256, valid, damaged } = report;
  if (valid) return { state: "published", says: "ok", images: [] };
  const known = identifyArchive(sha256);
  if (known !== undefined) return another(known.variant, known.former, variant);
  if (damaged !== undefined) {
    const images = await imagesHit(path, damaged, options);
    return {
      state: "damaged",
      says: `damaged at ${few(damaged.map(({ from, to }) => `bytes ${from} to ${to - 1}`))}${hit(images)}`,
      images,
      hint: "imagenet-v2 verify --repair fetches what is damaged, and nothing else.",
    };
  }
  return look(report, options);
}

function another({ name }: Variant, former: boolean, wanted: Variant): Verdict {
  if (former) {
    const says = `the former archive of ${name}, which is no longer published`;
    return { state: "other", says, hint: getIt };
  }
  const says = `the archive of ${name}, not of ${wanted.name}`;
  return { state: "other", says, hint: `Ask for "imagenet_v2/${name}".` };
}

/** Opens a file of which nothing is known, and tells what is in it. */
async function look({ path, variant }: ArchiveReport, options: ArchiveStoreOptions) {
  try {
    const store = await ArchiveStore.open(path, { ...options, partial: true });
    await store.close();
    return contents(store, variant);
  } catch (error) {
    if (isImageNetV2Error(error, "NOT_AN_ARCHIVE")) {
      const says = `not the archive of ${variant.name}, but ${error.found}`;
      return { state: "other", says, hint: getIt } as const;
    }
    const known = ["CORRUPT_ARCHIVE", "HOSTILE_ARCHIVE", "UNEXPECTED_MEMBER"] as const;
    if (!isImageNetV2Error(error) || !known.some((code) => isImageNetV2Error(error, code))) {
      throw error;
    }
    const says = error.message.replace(`${path}: `, "").replace(/\.$/, "");
    const { hint } = error;
    return error.code === "CORRUPT_ARCHIVE"
      ? ({ state: "damaged", says: `damaged: ${says}`, hint } as const)
      : ({ state: "other", says: `not the archive of ${variant.name}: ${says}`, hint } as const);
  }
}

function contents({ info, length }: ArchiveStore, wanted: Variant): Verdict {
  const { provenance, variant = wanted.name, notes = [] } = info;
  const inside = {
    published: `a gzip file of the archive of ${variant}`,
    complete: `all ${total} images of ${variant} by name, packed anew or changed`,
    partial: `${length} of the ${total} images of ${variant} by name`,
    sample: "the sample",
    custom: `${length} images of other names`,
  }[provenance];
  if (provenance === "published" && variant === wanted.name) {
    return { state: "gzip", says: `ok, ${inside}` };
  }
  return {
    state: "other",
    says: `not the archive of ${wanted.name}, but ${inside}`,
    hint: [...notes, "Whether its pictures are the published ones cannot be told.", getIt].join(
      " ",
    ),
  };
}

/** @returns undefined where the archive cannot be opened, because its headers are damaged */
async function imagesHit(
  path: string,
  damaged: readonly ByteRange[],
  options: ArchiveStoreOptions,
): Promise<string[] | undefined> {
  try {
    const store = await ArchiveStore.open(path, { ...options, partial: true });
    const images = new Set(damaged.flatMap((range) => store.indicesIn(range)));
    await store.close();
    return [...images].map((index) => store.fileName(index));
  } catch {
    options.signal?.throwIfAborted();
    return undefined;
  }
}

function hit(images: readonly string[] | undefined): string {
  if (images === undefined) return ", in the headers of images";
  return images.length === 0 ? ", between images" : `, which hit ${few(images)}`;
}

function few(words: readonly string[]): string {
  const more = words.length > FEW ? ` and ${words.length - FEW} more` : "";
  return `${words.slice(0, FEW).join(", ")}${more}`;
}
