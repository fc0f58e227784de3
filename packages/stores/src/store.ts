import type { DatasetDescription, DatasetSpec, Provenance, VariantName } from "@imagenet-v2/core";

/** What every store can be told when it is opened. */
export interface StoreOptions {
  /** The dataset that the images are of: its classes, and which paths are images. @default imageNetV2 */
  readonly spec?: DatasetSpec | undefined;
  /** The variant it has to be. Default: whichever it is. */
  readonly variant?: VariantName | undefined;
  /** Whether something else than a whole variant is welcome too. @default false */
  readonly partial?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where a store's examples come from. */
export interface StoreInfo {
  /** `"custom"` for a store of one's own. */
  readonly kind: StoreDescription["kind"] | "custom";
  /** The file or folder, as an absolute path; for a {@link MemoryStore} the name it was given. */
  readonly path: string;
  /** The variant's name; `undefined` for custom data. */
  readonly variant?: VariantName | undefined;
  readonly provenance: Provenance;
  /** The folder that the archive's members lie in: `imagenetv2-matched-frequency-format-val`. */
  readonly topDirectory?: string | undefined;
  /** Bytes of the file, or of all files in the folder. */
  readonly bytes: number;
  /** Bytes of all examples in the form in which TFDS stores them: its `dataset_size`. */
  readonly numBytes: number;
  /** Bytes of the archive that the data came from, where that is known. */
  readonly downloadSize?: number | undefined;
  /** Which version of the dataset it says it is: `"3.0.0"`. */
  readonly version?: string | undefined;
  /** What the data is, where it is not in ImageNetV2's shape: name, split, order, classes. */
  readonly dataset?: DatasetDescription | undefined;
  /** What a reader should know of the data and is no error, a sentence each: files that were ignored. */
  readonly notes?: readonly string[] | undefined;
}

/**
 * Plain data from which {@link openStore} opens the same store again, in this thread or another:
 * it survives `postMessage`.
 */
export interface StoreDescription {
  readonly kind: "archive" | "folder" | "prepared" | "joined" | "memory";
}

/**
 * Examples that lie somewhere, in TFDS's *storage* order: index 0 is the first example of shard 0.
 * Names and labels are known without reading an image; an image is the stored bytes, undecoded.
 *
 * An index outside `0 … length - 1` is refused with INVALID_OPTION.
 *
 * `readSync` and `describe` are abilities: a store that has both is opened again by worker threads, which
 * read for themselves. For any other, the thread that asks for batches reads, and sends them the bytes.
 */
export interface Store {
  readonly info: StoreInfo;
  readonly length: number;
  /** How many examples each of TFDS's shards holds; they add up to `length`. */
  readonly shardLengths: readonly number[];
  /** What the files of the shards are called, where there are such files. */
  readonly shardNames?: readonly string[] | undefined;
  /** `"742/b7b5d9c7135ccf762b64e7ca06ccf4240014f12d.jpeg"`: class folder, slash, name. */
  fileName(index: number): string;
  /** The position of the image's class among the dataset's classes; 0 to 999 in ImageNetV2. */
  label(index: number): number;
  /** Bytes of the stored image, known without reading it. */
  byteLength(index: number): number;
  /**
   * The stored bytes of one image, in a buffer of their own. Several may be under way at once.
   *
   * @throws DATA_CHANGED if the file is no longer the one that was opened
   * @throws the signal's reason when aborted
   */
  read(index: number, options?: { signal?: AbortSignal | undefined }): Promise<Uint8Array>;
  /**
   * The same, blocking: several times faster than {@link read} where the bytes are on a disk. A store
   * whose bytes come from elsewhere leaves it out.
   *
   * @param into where to put the bytes; at least {@link byteLength} long. Without it a new buffer
   * @returns the bytes: a view of `into`, or of the new buffer
   */
  readSync?(index: number, into?: Uint8Array | undefined): Uint8Array;
  /** The indices in the order in which the images lie on the disk: the cheapest way to read them all. */
  archiveOrder(): Uint32Array;
  /** What {@link openStore} opens the same store from. A store that it does not know leaves this out. */
  describe?(): StoreDescription;
  /** Releases the file. Reads under way are finished first; later ones fail. May be called twice. */
  close(): Promise<void>;
}

export type SyncStore = Store & Required<Pick<Store, "readSync">>;
export type DescribedStore = Store & Required<Pick<Store, "describe">>;

export function canReadSync(store: Store): store is SyncStore {
  return store.readSync !== undefined;
}

export function canDescribe(store: Store): store is DescribedStore {
  return store.describe !== undefined;
}
