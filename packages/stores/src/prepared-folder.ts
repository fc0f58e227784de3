import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { ImageNetV2Error, imageNetV2, isImageNetV2Error, variantNames } from "@imagenet-v2/core";
import { catalogue } from "@imagenet-v2/core/internal";
import {
  type FileStamp,
  type Kept,
  readKept,
  StampedFile,
  sameStamp,
  writeKept,
} from "@imagenet-v2/storage/internal/node";
import {
  type DatasetInfoJson,
  type ExampleLocation,
  indexExamples,
  parseShardName,
  readMetadata,
  type SplitJson,
} from "@imagenet-v2/tfrecord";
import { shardNames } from "@imagenet-v2/tfrecord/internal";
import { type ArchiveSummary, summarize } from "./archive-summary.ts";

/** Where the images of a prepared folder lie. */
export interface PreparedIndex extends Kept, ArchiveSummary {
  readonly shards: readonly { readonly name: string; readonly stamp: FileStamp }[];
  readonly shardLengths: readonly number[];
  /** Where in its shard each record begins, how long it is, and where its image begins. */
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
  readonly imageOffsets: readonly number[];
}

/** The shards of a prepared folder, open, and where their images lie. The files are the caller's to close. */
export interface OpenPrepared {
  readonly files: readonly StampedFile[];
  readonly index: PreparedIndex;
  /** What `dataset_info.json` says. */
  readonly metadata: DatasetInfoJson;
}

/**
 * Opens the split `test` of a folder that TFDS or we prepared (`imagenet_v2/<config>/3.0.0`): by its
 * stored index, else by reading around the images of all records.
 *
 * @throws NOT_FOUND without `dataset_info.json` and `features.json`
 * @throws UNKNOWN_DATASET, UNSUPPORTED for another dataset or file format
 * @throws CORRUPT_DATA if files are damaged, missing, or disagree
 * @throws IO, DATA_CHANGED (while it was indexed), `signal.reason`
 */
export async function openPrepared(
  path: string,
  { dataDir, signal }: { dataDir: string; signal?: AbortSignal | undefined },
): Promise<OpenPrepared> {
  signal?.throwIfAborted();
  const { info } = await readMetadata(path);
  const split = testSplit(info, path);
  const folder = await realpath(path);
  const names = await namesOfShards(folder, info, split);
  const files = await openAll(names.map((name) => join(folder, name)));
  try {
    const index =
      (await storedIndex(dataDir, folder, names, files)) ??
      (await makeIndex(dataDir, folder, info, names, files, signal));
    checkLengths(split.shardLengths, index, folder);
    return { files, index, metadata: info };
  } catch (error) {
    await closeAll(files);
    throw error;
  }
}

/** Opens files, or none. @throws CORRUPT_DATA if one is missing */
async function openAll(paths: readonly string[]): Promise<StampedFile[]> {
  const files: StampedFile[] = [];
  try {
    for (const path of paths) files.push(await StampedFile.open(path));
    return files;
  } catch (error) {
    await closeAll(files);
    if (!isImageNetV2Error(error, "NOT_FOUND")) throw error;
    throw damaged(error.path, "the shard is missing", error);
  }
}

export async function closeAll(files: readonly StampedFile[]): Promise<void> {
  await Promise.all(files.map((file) => file.close()));
}

function testSplit(info: DatasetInfoJson, path: string): SplitJson {
  const { name, fileFormat = "tfrecord", splits } = info;
  if (name !== catalogue.name) {
    throw new ImageNetV2Error(
      "UNKNOWN_DATASET",
      `${path}: this is the dataset ${JSON.stringify(name)}, not ${catalogue.name}.`,
      { dataset: name, available: [catalogue.name] },
    );
  }
  if (fileFormat !== "tfrecord") {
    throw new ImageNetV2Error(
      "UNSUPPORTED",
      `${path}: its file format is ${JSON.stringify(fileFormat)}.`,
      { feature: `file format ${fileFormat}` },
      { hint: 'Prepare it with the file format "tfrecord", TFDS\'s default.' },
    );
  }
  const split = splits.find((split) => split.name === "test");
  if (split === undefined) throw damaged(path, "dataset_info.json has no split test");
  return split;
}

/** The names that the metadata give; for very old metadata, which do not count shards, those there are. */
async function namesOfShards(
  folder: string,
  info: DatasetInfoJson,
  split: SplitJson,
): Promise<string[]> {
  if (split.shardLengths.length > 0) return shardNames(info, split);
  const found = (await readdir(folder)).flatMap((name) => {
    const parsed = parseShardName(name, split.filepathTemplate);
    const isOurs = parsed?.split === split.name && parsed.shard !== undefined;
    return isOurs ? [{ name, ...parsed }] : [];
  });
  found.sort((a, b) => (a.shard ?? 0) - (b.shard ?? 0));
  const whole = found.every(({ shard, numShards = found.length }, i) => {
    return shard === i && numShards === found.length;
  });
  if (!whole || found.length === 0) throw damaged(folder, "shards are missing");
  return found.map(({ name }) => name);
}

async function storedIndex(
  dataDir: string,
  folder: string,
  names: readonly string[],
  files: readonly StampedFile[],
): Promise<PreparedIndex | undefined> {
  const index = await readKept<PreparedIndex>(dataDir, "prepared-v3", folder);
  const same =
    index?.shards.length === files.length &&
    index.shards.every(({ name, stamp }, i) => {
      return name === names[i] && sameStamp(stamp, (files[i] as StampedFile).stamp);
    });
  return same ? index : undefined;
}

async function makeIndex(
  dataDir: string,
  folder: string,
  info: DatasetInfoJson,
  names: readonly string[],
  files: readonly StampedFile[],
  signal: AbortSignal | undefined,
): Promise<PreparedIndex> {
  const shards = [];
  for (const file of files) {
    const found = await indexExamples(file.path, ["image"], { signal });
    file.checkUnchanged();
    shards.push(found.map((location) => ({ ...location, ...nameAndSize(file.path, location) })));
  }
  const records = shards.flat();
  const named = variantNames.find((variant) => variant === info.configName);
  const index: PreparedIndex = {
    path: folder,
    shards: files.map(({ stamp }, i) => ({ name: names[i] as string, stamp })),
    shardLengths: shards.map(({ length }) => length),
    ...(await summarize(records, { spec: imageNetV2, path: folder, folders: [], named })),
    offsets: records.map(({ offset }) => offset),
    lengths: records.map(({ length }) => length),
    imageOffsets: records.map(({ imageOffset }) => imageOffset),
  };
  await writeKept(dataDir, "prepared-v3", index);
  return index;
}

/** Bytes of a record that are not its image: TFDS's have a hundred. */
const mostBesideImage = 2 ** 20;

/** What a record's features say, checked against each other. */
function nameAndSize(path: string, { example, ranges, offset, length }: ExampleLocation) {
  const { image } = ranges;
  const label = example.label?.int64List?.[0];
  const bytes = example.file_name?.bytesList?.[0];
  if (image === undefined || label === undefined || bytes === undefined) {
    throw damaged(path, `the example at byte ${offset} lacks a file_name, an image or a label`);
  }
  // With its image the whole record is read.
  if (length - image.length > mostBesideImage) {
    throw damaged(
      path,
      `the example at byte ${offset} has ${length} bytes, its image ${image.length}`,
    );
  }
  // Version 2.0.0 stored absolute paths.
  const fileName = new TextDecoder().decode(bytes).split(/[\\/]/).slice(-2).join("/");
  if (imageNetV2.labelOf(fileName) !== Number(label)) {
    throw damaged(path, `the example ${JSON.stringify(fileName)} has the label ${label}`);
  }
  return { fileName, size: image.length, imageOffset: image.offset };
}

function checkLengths(told: readonly number[], index: PreparedIndex, folder: string): void {
  for (const [shard, length] of told.entries()) {
    const there = index.shardLengths[shard] ?? 0;
    if (there === length) continue;
    const path = join(folder, index.shards[shard]?.name ?? "");
    throw damaged(path, `the shard has ${there} examples, dataset_info.json says ${length}`);
  }
}

function damaged(path: string, what: string, cause?: unknown): ImageNetV2Error {
  return new ImageNetV2Error(
    "CORRUPT_DATA",
    `${path}: ${what}.`,
    { path },
    { hint: "The folder is incomplete or damaged; prepare the dataset again.", cause },
  );
}
