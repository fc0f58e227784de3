import type { ByteSource } from "@imagenet-v2/storage";
import type { ArchiveListing } from "./archive/archive-listing.ts";
import { checkMember } from "./archive/member-header.ts";
import { type ArchivePlace, type OpenArchive, openAgain } from "./archive/open-archive.ts";
import { BLOCK } from "./archive/tar-header.ts";
import { shardLengthsOf } from "./archive-summary.ts";
import { ListedStore, sortedBy } from "./listed-store.ts";
import type { StoreDescription, StoreInfo } from "./store.ts";

export interface ArchiveDescription extends StoreDescription {
  readonly kind: "archive";
  readonly info: StoreInfo;
  readonly listing: ArchiveListing;
  readonly isIndexGiven: boolean;
  readonly place: ArchivePlace;
}

type Opened = Pick<OpenArchive, "tar" | "listing" | "isIndexGiven" | "place">;

/**
 * The images of an archive that was opened. All that a thread needs of it: what finds them brings along the published
 * names, which a page's worker need not load.
 */
export class ArchiveImages extends ListedStore {
  readonly readSync?: (index: number, into?: Uint8Array | undefined) => Uint8Array;
  readonly describe?: () => ArchiveDescription;
  readonly #tar: ByteSource;
  readonly #opened: Opened;

  protected constructor(info: StoreInfo, opened: Opened) {
    const { tar, listing, isIndexGiven, place } = opened;
    super(info, { ...listing, shardLengths: shardLengthsOf(listing) });
    this.#tar = tar;
    this.#opened = opened;
    if (tar.readSync !== undefined) {
      this.readSync = (index, into) =>
        this.readNow(index, into, (target) => this.#fill(index, target));
    }
    if (place !== undefined) {
      this.describe = () => ({ kind: "archive", info, listing, isIndexGiven, place });
    }
  }

  /** @throws DATA_CHANGED if the archive is not the one described */
  static async reopen({ info, place, ...described }: ArchiveDescription): Promise<ArchiveImages> {
    return new ArchiveImages(info, { ...described, place, tar: await openAgain(place) });
  }

  archiveOrder(): Uint32Array {
    return sortedBy(this.#opened.listing.offsets);
  }

  protected async readImage(index: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const offset = this.offset(index);
    const image = this.#tar.read(offset, this.byteLength(index), { signal });
    if (!this.#opened.isIndexGiven) return image;
    // Both at once, and of a URL in one request.
    const [header, bytes] = await Promise.all([
      this.#tar.read(offset - BLOCK, BLOCK, { signal }),
      image,
    ]);
    this.#check(index, header);
    return bytes;
  }

  protected async release(): Promise<void> {
    if (this.#opened.place !== undefined) await this.#tar.close?.();
  }

  #fill(index: number, into: Uint8Array): void {
    const offset = this.offset(index);
    this.#tar.readSync?.(offset, into);
    if (!this.#opened.isIndexGiven) return;
    const header = new Uint8Array(BLOCK);
    this.#tar.readSync?.(offset - BLOCK, header);
    this.#check(index, header);
  }

  #check(index: number, header: Uint8Array): void {
    const [fileName, size] = [this.fileName(index), this.byteLength(index)];
    checkMember(this.#tar.name, header, { fileName, size });
  }

  protected offset(index: number): number {
    return this.#opened.listing.offsets[index] as number;
  }
}
