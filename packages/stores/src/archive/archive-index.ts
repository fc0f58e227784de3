import { type DatasetSpec, ImageNetV2Error, imageNetV2, variantNames } from "@imagenet-v2/core";
import { digest } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { ImageList } from "../image-list.ts";
import { sortedBy } from "../listed-store.ts";
import { type ArchiveListing, type ArchiveMember, archiveListing } from "./archive-listing.ts";
import { BLOCK } from "./tar-header.ts";
import { tarLimits } from "./tar-limits.ts";

const format = "imagenet-v2 archive index";
const remedy = "Make it again: `ArchiveStore.index()`.";

const count = z.int().nonnegative();
const hex = z.string().regex(/^[0-9a-f]{64}$/);

const schema = z.strictObject({
  /** Of the plain tar. */
  bytes: count,
  /** SHA-256 of the plain tar, where it was known. */
  sha256: hex.optional(),
  topDirectory: z.string().optional(),
  notes: z.array(z.string().max(10_000)).max(10),
  /** The images as they lie: their names, or their positions in the published list of a variant. */
  names: z.union([
    z.strictObject({ variant: z.enum(variantNames), positions: z.array(count) }),
    z.array(z.string()),
  ]),
  /** For each image, how many blocks of 512 bytes lie between it and the one before: its headers. */
  headers: z.array(z.int().positive()),
  /** In bytes. */
  sizes: z.array(count.max(tarLimits.entryBytes)),
  // At the end, where a file is looked at before it is replaced.
  format: z.literal(format),
  version: z.literal(1),
  /** SHA-256 of all the others, as JSON. */
  checksum: hex,
});

/**
 * Where the images of a plain tar lie, as data that travels: its JSON lies beside a copy of the archive
 * on a server, and spares whoever reads there the archive's 10,000 headers.
 */
export type ArchiveIndex = z.output<typeof schema>;

/** The archive that an index is to be used with. */
interface IndexedArchive {
  readonly name: string;
  readonly size: number;
  readonly sha256?: string | undefined;
}

export async function indexOfListing(
  { fileNames, offsets, sizes, variant, topDirectory, notes }: ArchiveListing,
  archive: Pick<IndexedArchive, "size" | "sha256">,
): Promise<ArchiveIndex> {
  const order = [...sortedBy(offsets)];
  const names = order.map((index) => fileNames[index] as string);
  let end = 0;
  const headers = order.map((index) => {
    const offset = offsets[index] as number;
    const blocks = (offset - end) / BLOCK;
    end = offset + padded(sizes[index] as number);
    return blocks;
  });
  const facts: Omit<ArchiveIndex, "checksum"> = {
    bytes: archive.size,
    sha256: archive.sha256,
    topDirectory,
    notes: [...notes],
    names: variant === undefined ? names : await positionsOf(names, variant),
    headers,
    sizes: order.map((index) => sizes[index] as number),
    format,
    version: 1,
  };
  return { ...facts, checksum: checksumOf(facts) };
}

/**
 * Checks an index that came from outside.
 *
 * @param name what the index is called in messages
 * @throws INVALID_OPTION for anything else, UNSUPPORTED for an index of a later version, CORRUPT_DATA
 */
export function parseArchiveIndex(value: unknown, name: string): ArchiveIndex {
  const { format: found, version } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (found !== format) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `${name}: not the index of an archive.`,
      { option: "index" },
      { hint: "`ArchiveStore.index()` makes one." },
    );
  }
  if (typeof version === "number" && version > 1) {
    throw new ImageNetV2Error(
      "UNSUPPORTED",
      `${name}: an index of version ${version}; this release reads version 1.`,
      { feature: `version ${version} of archive indices` },
      { hint: "Install a later release, or make the index with this one." },
    );
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw damaged(name, `${issue?.path.join(".") || "it"}: ${issue?.message}`, parsed.error);
  }
  const { checksum, ...facts } = parsed.data;
  if (checksumOf(facts) !== checksum) throw damaged(name, "its checksum is another");
  return parsed.data;
}

/**
 * What an index tells of the archive that it was made of.
 *
 * @throws INVALID_OPTION if the spec has no list of classes, as folders without images are not in an index
 * @throws SIZE_MISMATCH, CHECKSUM_MISMATCH if it was made of another archive; CORRUPT_DATA,
 *   UNEXPECTED_MEMBER if it contradicts itself
 */
export async function listingOfIndex(
  index: ArchiveIndex,
  { name: path, size, sha256 }: IndexedArchive,
  spec: DatasetSpec = imageNetV2,
): Promise<ArchiveListing> {
  const hint = `The index was made of another archive. ${remedy}`;
  if (size !== index.bytes) {
    const facts = { path, expected: index.bytes, actual: size };
    const message = `${path}: ${size} bytes, and its index is of an archive of ${index.bytes}.`;
    throw new ImageNetV2Error("SIZE_MISMATCH", message, facts, { hint });
  }
  if (sha256 !== undefined && index.sha256 !== undefined && sha256 !== index.sha256) {
    const facts = { path, expected: index.sha256, actual: sha256 };
    const message = `${path}: sha256 ${sha256}, and its index is of an archive of sha256 ${index.sha256}.`;
    throw new ImageNetV2Error("CHECKSUM_MISMATCH", message, facts, { hint });
  }
  if (spec.classes.length === 0) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `${path}: an index tells no class folder that has no image, so the labels need a list of the classes.`,
      { option: "index" },
      { hint: 'Give `classFolders` the list: classFolders(["cat", "dog"]).' },
    );
  }
  const { images, folders } = await membersOf(index, path, spec);
  return archiveListing(index.topDirectory, images, index.notes, { spec, path, folders });
}

async function membersOf(
  index: ArchiveIndex,
  path: string,
  spec: DatasetSpec,
): Promise<ImageList<Omit<ArchiveMember, "fileName">>> {
  const { headers, sizes } = index;
  const names = await namesOf(index);
  if (names.length !== sizes.length || headers.length !== sizes.length) {
    throw damaged(path, "it has not as many names, headers and sizes");
  }
  if (sizes.length > spec.limits.entries) throw damaged(path, `it has ${sizes.length} images`);
  // By the rules for what lies in an archive itself.
  const list = new ImageList<{ offset: number; size: number }>(path, spec);
  let end = 0;
  for (const [i, size] of sizes.entries()) {
    const offset = end + (headers[i] as number) * BLOCK;
    end = offset + padded(size);
    const fileName = names[i];
    if (fileName === undefined) throw damaged(path, `image ${i} has a position beyond the list`);
    list.add({ path: fileName, isFolder: false }, { offset, size });
  }
  if (list.images.length < sizes.length) throw damaged(path, "it names files that are no images");
  if (end > index.bytes) throw damaged(path, "it tells of images behind the end of the archive");
  return list;
}

async function namesOf({ names }: ArchiveIndex): Promise<readonly (string | undefined)[]> {
  if (Array.isArray(names)) return names;
  const { fileNames } = await import("@imagenet-v2/core/file-names");
  const published = fileNames(names.variant);
  return names.positions.map((position) => published[position]);
}

/** Names that all are of a variant, as positions in its published list. */
async function positionsOf(names: readonly string[], variant: (typeof variantNames)[number]) {
  const { fileNames } = await import("@imagenet-v2/core/file-names");
  const position = new Map(fileNames(variant).map((name, i) => [name, i]));
  return { variant, positions: names.map((name) => position.get(name) as number) };
}

function checksumOf(facts: Omit<ArchiveIndex, "checksum">): string {
  return digest(JSON.stringify(facts));
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

function damaged(path: string, how: string, cause?: unknown): ImageNetV2Error {
  const message = `${path}: the index is damaged: ${how}.`;
  return new ImageNetV2Error("CORRUPT_DATA", message, { path }, { hint: remedy, cause });
}
