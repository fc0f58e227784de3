import { closeSync, fstatSync } from "node:fs";
import { join } from "node:path";
import { isImageNetV2Error } from "@imagenet-v2/core";
import {
  type FileStamp,
  fileChanged,
  fillSync,
  ioError,
  StampedFile,
  sameStamp,
  stampOf,
} from "@imagenet-v2/storage/internal/node";
import { openFileSync } from "@imagenet-v2/storage/node";
import { shardLengthsOf } from "./archive-summary.ts";
import { type FolderListing, listFolder } from "./folder-listing.ts";
import { ListedStore } from "./listed-store.ts";
import { classifyProvenance } from "./provenance.ts";
import type { StoreDescription, StoreInfo, StoreOptions } from "./store.ts";

interface FolderDescription extends StoreDescription {
  readonly kind: "folder";
  readonly info: StoreInfo;
  readonly listing: FolderListing;
}

/**
 * An archive that someone unpacked: `<class>/<name>.jpeg` in a folder. A label is the number that the
 * class folder is named by; its rank among the sorted folders is another one.
 */
export class FolderStore extends ListedStore {
  readonly #listing: FolderListing;

  private constructor(info: StoreInfo, listing: FolderListing) {
    super(info, { ...listing, shardLengths: shardLengthsOf(listing) });
    this.#listing = listing;
  }

  /**
   * @param path the folder that the class folders lie in, or one that holds only that
   *
   * @throws NOT_FOUND, IO
   * @throws NOT_AN_ARCHIVE if there are no class folders
   * @throws UNEXPECTED_MEMBER
   * @throws WRONG_VARIANT; INCOMPLETE_DATA without `partial`
   * @throws the signal's reason when aborted
   */
  static async open(path: string, options: StoreOptions = {}): Promise<FolderStore> {
    const listing = await listFolder(path, options);
    const { folder, variant, topDirectory, numBytes, dataset, notes } = listing;
    const bytes = listing.sizes.reduce((sum, size) => sum + size, 0);
    const provenance = await classifyProvenance({ ...listing, path, bytes }, options);
    const info = {
      kind: "folder",
      path: folder,
      variant,
      provenance,
      topDirectory,
      bytes,
      numBytes,
      dataset,
      notes,
    } as const;
    return new FolderStore(info, listing);
  }

  static async reopen({ info, listing }: FolderDescription): Promise<FolderStore> {
    return new FolderStore(info, listing);
  }

  archiveOrder(): Uint32Array {
    const { fileNames } = this.#listing;
    const compare = (a: number, b: number) =>
      this.label(a) - this.label(b) || (this.fileName(a) < this.fileName(b) ? -1 : 1);
    return Uint32Array.from(fileNames.keys()).sort(compare);
  }

  describe(): FolderDescription {
    return { kind: "folder", info: this.info, listing: this.#listing };
  }

  readSync(index: number, into?: Uint8Array | undefined): Uint8Array {
    return this.readNow(index, into, (target) => this.#fill(index, target));
  }

  protected async readImage(index: number): Promise<Uint8Array> {
    const into = new Uint8Array(this.byteLength(index));
    const file = await StampedFile.reopen(this.#path(index), this.#stamp(index));
    try {
      await file.read(into, 0);
      return into;
    } finally {
      await file.close();
    }
  }

  #fill(index: number, into: Uint8Array): void {
    const path = this.#path(index);
    try {
      const fd = openFileSync(path);
      try {
        const filled = fillSync(fd, into, 0);
        const now = stampOf(fstatSync(fd, { bigint: true }));
        if (filled < into.length || !sameStamp(now, this.#stamp(index))) throw fileChanged(path);
      } finally {
        closeSync(fd);
      }
    } catch (error) {
      throw isImageNetV2Error(error, "NOT_FOUND") ? fileChanged(path, error) : ioError(error, path);
    }
  }

  protected async release(): Promise<void> {}

  #path(index: number): string {
    return join(this.#listing.folder, this.#listing.paths[index] as string);
  }

  #stamp(index: number): FileStamp {
    return { bytes: this.byteLength(index), mtime: this.#listing.mtimes[index] as string };
  }
}
