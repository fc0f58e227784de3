import { parseOptions } from "@imagenet-v2/core/internal";
import type { Environment } from "@imagenet-v2/fetch";
import * as z from "zod";
import { type ArchiveIndex, indexOfListing } from "./archive/archive-index.ts";
import {
  type ArchiveInput,
  archiveInput,
  type IndexInput,
  indexInput,
} from "./archive/archive-input.ts";
import {
  type ArchiveProgress,
  type OpenArchive,
  openAgain,
  openArchive,
} from "./archive/open-archive.ts";
import { readIndex } from "./archive/read-index.ts";
import { type ArchiveDescription, ArchiveImages } from "./archive-images.ts";
import { classifyProvenance } from "./provenance.ts";
import type { StoreInfo, StoreOptions } from "./store.ts";

export interface ArchiveStoreOptions extends StoreOptions {
  /**
   * Where the images of the archive lie, as {@link ArchiveStore.index} and `imagenet-v2 index` tell: the
   * data, or the path or URL of its JSON. An archive behind a URL cannot be opened without. Whether it is
   * of this archive shows in its size, and again with each image that is read.
   */
  readonly index?: IndexInput | undefined;
  /** Where is kept what was found out about a file, and what a gzip file inflates to. @default dataFolder() */
  readonly dataDir?: string | undefined;
  /** @default process.env */
  readonly env?: Environment | undefined;
  /**
   * In a page: whether a `File` is copied into the files that the page's origin keeps for itself, as it is read for the
   * first time. Then each image is read without the milliseconds that a `File` takes, and the same file is open at once
   * the next time. Nothing leaves the machine; `clearOriginFiles` of `@imagenet-v2/storage/opfs` removes the copies.
   * With an `index` none is made. Without room for it the `File` is read, and that is said (`onProgress`, the console). A gzip file needs the room.
   * @default true
   */
  readonly keep?: boolean | undefined;
  /**
   * Told how much of it was read, while a gzip file is inflated, and while a Blob is read through; with a `note`, what
   * else there is to say.
   */
  readonly onProgress?: ((progress: ArchiveProgress) => void) | undefined;
}

type Opened = Pick<OpenArchive, "tar" | "listing" | "isIndexGiven" | "place" | "sha256">;

const inputs = z.strictObject({ archive: archiveInput, index: indexInput.optional() });

/**
 * An archive, read in place: nothing is unpacked, an image is one read. The first opening of a file walks
 * the tar's headers and keeps what it found in the data folder's `index/`; where that cannot be written
 * to, in memory.
 *
 * `readSync` is there where the bytes can be read without waiting, which is so for files; `describe` where
 * they can be found again, which is so for all but a source of one's own.
 */
export class ArchiveStore extends ArchiveImages {
  readonly #opened: Opened;

  private constructor(info: StoreInfo, opened: Opened) {
    super(info, opened);
    this.#opened = opened;
  }

  /**
   * @param archive a tar by its path, URL (http or https, with the option `index`), `Blob` or `File`, or a
   *   `ByteSource` of one's own, which stays its owner's to close. Of a file of this machine also a gzip file
   *   of one. What it is called does not count. A source that cannot be read without waiting is read once
   *   from front to back where there is no index.
   *
   * @throws NOT_FOUND, IO, DISK_FULL; NETWORK, HTTP_STATUS
   * @throws UNSUPPORTED for a URL without `index`
   * @throws NOT_AN_ARCHIVE telling what it is instead
   * @throws CORRUPT_ARCHIVE, HOSTILE_ARCHIVE, UNEXPECTED_MEMBER
   * @throws SIZE_MISMATCH, CHECKSUM_MISMATCH for an index of another archive; CORRUPT_DATA for a damaged one
   * @throws WRONG_VARIANT; INCOMPLETE_DATA without `partial`
   * @throws the signal's reason when aborted
   */
  static async open(
    archive: ArchiveInput,
    options: ArchiveStoreOptions = {},
  ): Promise<ArchiveStore> {
    const given = parseOptions(inputs, { archive, index: options.index }, "ArchiveStore.open");
    const index =
      given.index === undefined ? undefined : await readIndex(given.index, options.signal);
    const opened = await openArchive(given.archive, index, options);
    const { tar, listing, name, path, bytes, sha256, place } = opened;
    try {
      const found = { ...listing, path: name, bytes, sha256 };
      const provenance = await classifyProvenance(found, options);
      const { variant, topDirectory, numBytes, dataset, notes } = listing;
      const info = {
        kind: "archive",
        ...{ path, variant, provenance, topDirectory, bytes, numBytes, dataset, notes },
      } as const;
      return new ArchiveStore(info, opened);
    } catch (error) {
      if (place !== undefined) await tar.close?.();
      throw error;
    }
  }

  /** @throws DATA_CHANGED if the archive is not the one described */
  static override async reopen({
    info,
    place,
    ...described
  }: ArchiveDescription): Promise<ArchiveStore> {
    return new ArchiveStore(info, { ...described, place, tar: await openAgain(place) });
  }

  /**
   * Where the images lie, as data that travels: its JSON lies on a server beside a copy of the archive, and
   * opens that (`index`). Of a gzip file it is the index of the plain tar.
   */
  index(): Promise<ArchiveIndex> {
    const { tar, listing, sha256 } = this.#opened;
    return indexOfListing(listing, { size: tar.size, sha256 });
  }

  /** The images of which a byte lies in this range of the tar: which ones a damage has hit. */
  indicesIn({ from, to }: { readonly from: number; readonly to: number }): number[] {
    const begin = (index: number) => this.offset(index);
    return Array.from({ length: this.length }, (_, index) => index)
      .filter((index) => begin(index) < to && begin(index) + this.byteLength(index) > from)
      .sort((a, b) => begin(a) - begin(b));
  }
}
