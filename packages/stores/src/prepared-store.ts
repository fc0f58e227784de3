import { join } from "node:path";
import { ImageNetV2Error, imageNetV2 } from "@imagenet-v2/core";
import { dataFolder, type Environment } from "@imagenet-v2/fetch";
import { StampedFile } from "@imagenet-v2/storage/internal/node";
import { decodeRecord } from "@imagenet-v2/tfrecord";
import { ListedStore } from "./listed-store.ts";
import { closeAll, openPrepared, type PreparedIndex } from "./prepared-folder.ts";
import { classifyProvenance } from "./provenance.ts";
import type { StoreDescription, StoreInfo, StoreOptions } from "./store.ts";

export interface PreparedStoreOptions extends StoreOptions {
  /** Where the index is kept. @default dataFolder() */
  readonly dataDir?: string | undefined;
  /** @default process.env */
  readonly env?: Environment | undefined;
  /** Whether to check the CRC of a record each time it is read. @default true */
  readonly verify?: boolean | undefined;
}

interface PreparedDescription extends StoreDescription {
  readonly kind: "prepared";
  readonly info: StoreInfo;
  readonly index: PreparedIndex;
  readonly verify: boolean;
}

/**
 * A folder of TFRecord shards that TFDS or we prepared, `imagenet_v2/<config>/<version>`. Shards are as
 * they are: their number and lengths are taken from the folder and not computed.
 */
export class PreparedStore extends ListedStore {
  readonly shardNames: readonly string[];
  readonly #files: readonly StampedFile[];
  readonly #index: PreparedIndex;
  readonly #verify: boolean;
  /** Which shard each example is in. */
  readonly #shards: readonly number[];

  private constructor({ info, index, verify }: PreparedDescription, files: readonly StampedFile[]) {
    super(info, index);
    this.shardNames = index.shards.map(({ name }) => name);
    this.#files = files;
    this.#index = index;
    this.#verify = verify;
    this.#shards = index.shardLengths.flatMap((length, shard) => Array<number>(length).fill(shard));
  }

  /**
   * @param path the folder of a version, with `dataset_info.json` in it
   *
   * @throws NOT_FOUND if it is no prepared folder; IO
   * @throws UNKNOWN_DATASET, UNSUPPORTED for another dataset or file format
   * @throws CORRUPT_DATA if files are damaged, missing, or disagree
   * @throws WRONG_VARIANT; INCOMPLETE_DATA without `partial`
   * @throws the signal's reason when aborted
   */
  static async open(path: string, options: PreparedStoreOptions = {}): Promise<PreparedStore> {
    if (options.spec !== undefined && options.spec.key !== imageNetV2.key) {
      throw new ImageNetV2Error(
        "UNSUPPORTED",
        `${path}: a folder that TFDS prepared is read as ImageNetV2, and not as ${options.spec.name}.`,
        { feature: `prepared folders of ${options.spec.name}` },
        { hint: "Give the archive, or a folder of images." },
      );
    }
    const dataDir = dataFolder(options);
    const { files, index, metadata } = await openPrepared(path, {
      dataDir,
      signal: options.signal,
    });
    try {
      const bytes = files.reduce((sum, { stamp }) => sum + stamp.bytes, 0);
      const provenance = await classifyProvenance({ ...index, path, bytes }, options);
      const { path: absolute, variant, numBytes } = index;
      const info = {
        kind: "prepared",
        path: absolute,
        variant,
        provenance,
        bytes,
        numBytes,
        downloadSize: metadata.downloadSize,
        version: metadata.version,
      } as const;
      const { verify = true } = options;
      return new PreparedStore({ kind: "prepared", info, index, verify }, files);
    } catch (error) {
      await closeAll(files);
      throw error;
    }
  }

  /** @throws DATA_CHANGED if a shard is not the one described */
  static async reopen(description: PreparedDescription): Promise<PreparedStore> {
    const { path, shards } = description.index;
    const files: StampedFile[] = [];
    try {
      for (const { name, stamp } of shards) {
        files.push(await StampedFile.reopen(join(path, name), stamp));
      }
      return new PreparedStore(description, files);
    } catch (error) {
      await closeAll(files);
      throw error;
    }
  }

  archiveOrder(): Uint32Array {
    return Uint32Array.from(this.#shards.keys());
  }

  describe(): PreparedDescription {
    return { kind: "prepared", info: this.info, index: this.#index, verify: this.#verify };
  }

  readSync(index: number, into?: Uint8Array | undefined): Uint8Array {
    return this.readNow(index, into, (target) => this.#fill(index, target));
  }

  protected async readImage(index: number): Promise<Uint8Array> {
    const into = new Uint8Array(this.byteLength(index));
    const { file, offset, length, imageOffset } = this.#place(index);
    if (this.#verify) {
      const record = new Uint8Array(length);
      await file.read(record, offset);
      takeImage(record, into, { path: file.path, offset, imageOffset });
    } else {
      await file.read(into, imageOffset);
    }
    return into;
  }

  #fill(index: number, into: Uint8Array): void {
    const { file, offset, length, imageOffset } = this.#place(index);
    if (this.#verify) {
      const record = new Uint8Array(length);
      file.readSync(record, offset);
      takeImage(record, into, { path: file.path, offset, imageOffset });
    } else {
      file.readSync(into, imageOffset);
    }
  }

  protected release(): Promise<void> {
    return closeAll(this.#files);
  }

  #place(index: number) {
    const { offsets, lengths, imageOffsets } = this.#index;
    return {
      file: this.#files[this.#shards[index] as number] as StampedFile,
      offset: offsets[index] as number,
      length: lengths[index] as number,
      imageOffset: imageOffsets[index] as number,
    };
  }
}

/** @throws CORRUPT_DATA if the record's checksum is wrong */
function takeImage(
  record: Uint8Array,
  into: Uint8Array,
  { path, offset, imageOffset }: { path: string; offset: number; imageOffset: number },
): void {
  decodeRecord(record, { path, offset });
  const start = imageOffset - offset;
  into.set(record.subarray(start, start + into.length));
}
