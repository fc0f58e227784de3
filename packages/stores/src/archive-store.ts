import { dataFolder, type Environment, verifiedRecord } from "@imagenet-v2/fetch";
import { StampedFile } from "@imagenet-v2/storage/node";
import type { ArchiveIndex } from "./archive/archive-index.ts";
import { openArchive } from "./archive/open-archive.ts";
import { ListedStore, sortedBy } from "./listed-store.ts";
import { classifyProvenance, shardLengthsOf } from "./provenance.ts";
import type { StoreDescription, StoreInfo, StoreOptions } from "./store.ts";

export interface ArchiveStoreOptions extends StoreOptions {
  /** Where the index is kept, and what a gzip file inflates to. @default dataFolder() */
  readonly dataDir?: string | undefined;
  /** @default process.env */
  readonly env?: Environment | undefined;
  /** Told while a gzip file is inflated: how much of it. A plain archive is there at once. */
  readonly onProgress?: ((progress: { bytes: number; total: number }) => void) | undefined;
}

interface ArchiveDescription extends StoreDescription {
  readonly kind: "archive";
  readonly info: StoreInfo;
  readonly index: ArchiveIndex;
}

/**
 * An archive, read in place: nothing is unpacked, an image is one positioned read. The first opening
 * walks the tar's headers and keeps what it found in the data folder's `index/`; where that cannot be
 * written to, in memory.
 */
export class ArchiveStore extends ListedStore {
  readonly #tar: StampedFile;
  readonly #index: ArchiveIndex;

  private constructor(info: StoreInfo, index: ArchiveIndex, tar: StampedFile) {
    const { fileNames, sizes, numBytes, complete } = index;
    super(info, {
      fileNames,
      sizes,
      shardLengths: shardLengthsOf(fileNames.length, numBytes, complete),
    });
    this.#tar = tar;
    this.#index = index;
  }

  /**
   * @param path a tar, or a gzip file of one; what it is called does not count
   *
   * @throws NOT_FOUND, IO, DISK_FULL
   * @throws NOT_AN_ARCHIVE telling what it is instead
   * @throws CORRUPT_ARCHIVE, HOSTILE_ARCHIVE, UNEXPECTED_MEMBER
   * @throws WRONG_VARIANT; INCOMPLETE_DATA without `partial`
   * @throws the signal's reason when aborted
   */
  static async open(path: string, options: ArchiveStoreOptions = {}): Promise<ArchiveStore> {
    const dataDir = dataFolder(options);
    const { tar, index } = await openArchive(path, { ...options, dataDir });
    try {
      const sha256 = index.sha256 ?? (await verifiedRecord(dataDir, index.path))?.sha256;
      const provenance = await classifyProvenance(
        { ...index, path, bytes: index.stamp.bytes, sha256 },
        options,
      );
      const { path: absolute, variant, topDirectory, numBytes, notes } = index;
      const info = {
        kind: "archive",
        path: absolute,
        variant,
        provenance,
        topDirectory,
        bytes: index.stamp.bytes,
        numBytes,
        notes,
      } as const;
      return new ArchiveStore(info, index, tar);
    } catch (error) {
      await tar.close();
      throw error;
    }
  }

  /** @throws DATA_CHANGED if the archive is not the one described */
  static async reopen({ info, index }: ArchiveDescription): Promise<ArchiveStore> {
    const { path, stamp } = index.inflated ?? index;
    return new ArchiveStore(info, index, await StampedFile.reopen(path, stamp));
  }

  /** The images of which a byte lies in this range of the tar: which ones a damage has hit. */
  indicesIn({ from, to }: { readonly from: number; readonly to: number }): number[] {
    const { offsets } = this.#index;
    const begin = (index: number) => offsets[index] as number;
    return Array.from({ length: this.length }, (_, index) => index)
      .filter((index) => begin(index) < to && begin(index) + this.byteLength(index) > from)
      .sort((a, b) => begin(a) - begin(b));
  }

  archiveOrder(): Uint32Array {
    return sortedBy(this.#index.offsets);
  }

  describe(): ArchiveDescription {
    return { kind: "archive", info: this.info, index: this.#index };
  }

  protected fill(index: number, into: Uint8Array): Promise<void> {
    return this.#tar.read(into, this.#index.offsets[index] as number);
  }

  protected fillSync(index: number, into: Uint8Array): void {
    this.#tar.readSync(into, this.#index.offsets[index] as number);
  }

  protected release(): Promise<void> {
    return this.#tar.close();
  }
}
