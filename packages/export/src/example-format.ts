import type { VariantName } from "@imagenet-v2/core";
import { kindOf } from "@imagenet-v2/core/internal";
import type { ExampleRecord } from "@imagenet-v2/loader";
import type { StoreInfo } from "@imagenet-v2/stores";

/** Which data a folder holds. */
export interface WrittenDataset {
  /** `"imagenet_v2"` */
  readonly name: string;
  readonly variant: VariantName;
  /** `"3.0.0"` */
  readonly version: string;
}

/** What a folder will hold, known before an image is read. */
export interface FolderContents {
  readonly dataset: WrittenDataset;
  /** Where the examples come from. */
  readonly source: StoreInfo;
  readonly numExamples: number;
  /** How many examples each shard holds; they add up to `numExamples`. */
  readonly shardLengths: readonly number[];
  /** Sum of what {@link ExampleFormat.byteLength} said. */
  readonly numBytes: number;
}

/** What a complete folder holds, as its own files tell it. */
export type FolderSummary = Pick<FolderContents, "numExamples" | "shardLengths" | "numBytes">;

/** An example to write: its image is the stored bytes, undecoded. */
export interface WritableExample extends ExampleRecord {
  image: Uint8Array;
}

/** A new file in the folder. */
export interface OutputFile {
  /** Bytes written so far: where the next ones will lie. */
  readonly length: number;
  write(bytes: Uint8Array | string): Promise<void>;
  /** Puts the file on the disk. Where a format does not call it, it is done at the shard's end. */
  close(): Promise<void>;
}

/** A range of the examples, to be written as one file, or a few that belong together. */
export interface OutputShard {
  /** 0 … n - 1 of `contents.shardLengths`. */
  readonly shard: number;
  /** How many examples it gets. */
  readonly length: number;
  readonly contents: FolderContents;
  /** Makes a file of this name in the folder. */
  create(fileName: string): Promise<OutputFile>;
}

/** Takes the examples of one shard, in order, one at a time. */
export interface ShardWriter {
  write(example: WritableExample): Promise<void>;
  /** Called after the last example: for an index, a footer. */
  finish?(): Promise<void>;
}

/**
 * A form in which examples are written, as {@link exampleWriter} needs to know it: what an example
 * becomes, and what lies in the files. The shards, reading ahead, the disk, progress and the folder are
 * not its business.
 */
export interface ExampleFormat {
  /** `"json-lines"`: letters, digits, `-` and `_`. */
  readonly name: string;
  /** Bytes of one example in the file, known without reading the image; shards and space follow from it. */
  byteLength(example: ExampleRecord, imageBytes: number): number;
  /** Bytes that the file adds to each example and that do not count as its own. @default 0 */
  readonly framing?: number | undefined;
  /** Two shards may be open at once. */
  openShard(shard: OutputShard): ShardWriter | Promise<ShardWriter>;
  /** Files beside the shards, by name; written after them, in this order. Default: none. */
  files?(contents: FolderContents): Readonly<Record<string, string>>;
  /** Files outside the folder, by path below the data folder; written first. Default: none. */
  sharedFiles?(dataset: WrittenDataset): Readonly<Record<string, string>>;
  /** The folder's path below the data folder. Default: `<format>/<dataset>/<variant>/<version>`. */
  folder?(dataset: WrittenDataset): string;
  /**
   * What a folder holds, or `undefined` if it is incomplete. Without it a `manifest.json` is written after all
   * other files, and tells.
   */
  complete?(folder: string): Promise<FolderSummary | undefined>;
}

const isFunction = (value: unknown) => typeof value === "function";
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const optional = (is: (value: unknown) => boolean) => (value: unknown) =>
  value === undefined || is(value);

const members: Readonly<Record<keyof ExampleFormat, [(value: unknown) => boolean, string]>> = {
  name: [
    (value) => typeof value === "string" && /^[\w-]+$/.test(value),
    "a word of letters, digits, - and _",
  ],
  byteLength: [isFunction, "a function"],
  framing: [optional(isCount), "a number of bytes"],
  openShard: [isFunction, "a function"],
  files: [optional(isFunction), "a function"],
  sharedFiles: [optional(isFunction), "a function"],
  folder: [optional(isFunction), "a function"],
  complete: [optional(isFunction), "a function"],
};

/** What is wrong with a value as an {@link ExampleFormat}: the member, and what it must be. */
export function formatFault(format: unknown): { member: string; needed: string } | undefined {
  const isObject = typeof format === "object" && format !== null && kindOf(format) !== "Array";
  if (!isObject) return { member: "format", needed: "an ExampleFormat" };
  for (const [member, [is, needed]] of Object.entries(members)) {
    if (!is((format as Readonly<Record<string, unknown>>)[member])) return { member, needed };
  }
  return undefined;
}
