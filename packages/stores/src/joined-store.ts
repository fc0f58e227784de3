import { ImageNetV2Error, type Provenance } from "@imagenet-v2/core";
import { provenances } from "@imagenet-v2/core/internal";
import {
  canDescribe,
  canReadSync,
  type Store,
  type StoreDescription,
  type StoreInfo,
  type SyncStore,
} from "./store.ts";
import { tfdsShardNames } from "./tfds-id.ts";

/** Its stores' descriptions; `openStore` opens them. */
export interface JoinedDescription extends StoreDescription {
  readonly kind: "joined";
  readonly stores: readonly StoreDescription[];
}

/** Several stores as one: the shards of the first, then those of the second, and so on. */
export class JoinedStore implements Store {
  readonly info: StoreInfo;
  readonly length: number;
  readonly shardLengths: readonly number[];
  /** Each with its folder, as a path from where the folders part; as TFDS tells them apart. */
  readonly shardNames: readonly string[];
  /** Only if all its stores have it. */
  readonly readSync?: (index: number, into?: Uint8Array | undefined) => Uint8Array;
  /** Only if all its stores have it. */
  readonly describe?: () => JoinedDescription;
  readonly #stores: readonly Store[];

  /**
   * @param stores of one variant, which become this store's to close
   * @throws INVALID_OPTION if there is none; WRONG_VARIANT if they are of several variants; UNSUPPORTED if one is
   *   of another dataset than ImageNetV2
   */
  constructor(stores: readonly Store[]) {
    const [first] = stores;
    if (first === undefined) {
      throw new ImageNetV2Error("INVALID_OPTION", "There is no folder to read.", {
        option: "paths",
      });
    }
    for (const { info } of stores) {
      requireImageNetV2(info);
      requireVariant(info, first.info);
    }
    const total = (count: (store: Store) => number) =>
      stores.reduce((sum, store) => sum + count(store), 0);
    this.#stores = stores;
    this.length = total(({ length }) => length);
    this.shardLengths = stores.flatMap(({ shardLengths }) => shardLengths);
    const folders = partingPaths(stores.map(({ info }) => info.path));
    this.shardNames = stores.flatMap(({ shardLengths, shardNames }, i) =>
      (shardNames ?? tfdsShardNames(shardLengths.length)).map((name) =>
        [folders[i], name].filter(Boolean).join("/"),
      ),
    );
    this.info = {
      kind: "joined",
      path: stores.map(({ info }) => info.path).join(", "),
      variant: first.info.variant,
      provenance: provenances.findLast((least) =>
        stores.some(({ info }) => info.provenance === least),
      ) as Provenance,
      bytes: total(({ info }) => info.bytes),
      numBytes: total(({ info }) => info.numBytes),
      downloadSize: first.info.downloadSize,
      version: first.info.version,
      notes: stores.flatMap(({ info }) => info.notes ?? []),
    };
    if (stores.every(canReadSync)) {
      this.readSync = (index, into) => {
        const [store, position] = this.#find(index);
        return (store as SyncStore).readSync(position, into);
      };
    }
    if (stores.every(canDescribe)) {
      this.describe = () => ({ kind: "joined", stores: stores.map((store) => store.describe()) });
    }
  }

  /** Opens all, or none. */
  static async openAll(opens: readonly (() => Promise<Store>)[]): Promise<JoinedStore> {
    const stores: Store[] = [];
    try {
      for (const open of opens) stores.push(await open());
      return new JoinedStore(stores);
    } catch (error) {
      await Promise.all(stores.map((store) => store.close()));
      throw error;
    }
  }

  fileName(index: number): string {
    const [store, position] = this.#find(index);
    return store.fileName(position);
  }

  label(index: number): number {
    const [store, position] = this.#find(index);
    return store.label(position);
  }

  byteLength(index: number): number {
    const [store, position] = this.#find(index);
    return store.byteLength(position);
  }

  async read(index: number, options?: Parameters<Store["read"]>[1]): Promise<Uint8Array> {
    const [store, position] = this.#find(index);
    return store.read(position, options);
  }

  archiveOrder(): Uint32Array {
    const order = new Uint32Array(this.length);
    let start = 0;
    for (const store of this.#stores) {
      order.set(
        store.archiveOrder().map((index) => start + index),
        start,
      );
      start += store.length;
    }
    return order;
  }

  async close(): Promise<void> {
    await Promise.all(this.#stores.map((store) => store.close()));
  }

  #find(index: number): [store: Store, position: number] {
    let position = index;
    for (const store of this.#stores) {
      if (position < store.length) return [store, position];
      position -= store.length;
    }
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `There is no example ${index} among ${this.length}.`,
      { option: "index" },
    );
  }
}

/** Others are read sorted by path, which joined shards are not. */
function requireImageNetV2({ path, dataset }: StoreInfo): void {
  if (dataset === undefined) return;
  throw new ImageNetV2Error(
    "UNSUPPORTED",
    `${path}: only stores of ImageNetV2 are read as one; this is ${dataset.name}.`,
    { feature: `joined stores of ${dataset.name}` },
    { hint: "Put the class folders into one folder, and read that." },
  );
}

function requireVariant({ path, variant }: StoreInfo, first: StoreInfo): void {
  if (variant === first.variant) return;
  const [actual, expected] = [variant ?? "custom", first.variant ?? "custom"];
  throw new ImageNetV2Error(
    "WRONG_VARIANT",
    `${path}: this is ${actual}; ${first.path} is ${expected}.`,
    { path, expected, actual },
    { hint: "Only parts of one variant can be read as one." },
  );
}

/** Paths from the last folder in which they differ on; empty if they do not. */
function partingPaths(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.split(/[\\/]/).reverse());
  let common = 0;
  while (
    common < Math.min(...parts.map(({ length }) => length)) &&
    parts.every((part) => part[common] === parts[0]?.[common])
  ) {
    common++;
  }
  const same = parts.every(({ length }) => length === common);
  return parts.map((part) =>
    same
      ? ""
      : part
          .slice(0, common + 1)
          .reverse()
          .join("/"),
  );
}
