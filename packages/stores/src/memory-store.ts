import { type DatasetSpec, ImageNetV2Error, imageNetV2 } from "@imagenet-v2/core";
import { parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { inStorageOrder, shardLengthsOf, summarizeImages } from "./archive-summary.ts";
import { ListedStore, type Listing } from "./listed-store.ts";
import type { StoreDescription, StoreInfo } from "./store.ts";

export interface MemoryStoreOptions {
  /** What the store is called in messages. @default "memory" */
  readonly name?: string | undefined;
  /** The dataset that the images are of: its classes, and which paths are images. @default imageNetV2 */
  readonly spec?: DatasetSpec | undefined;
}

interface MemoryDescription extends StoreDescription {
  readonly kind: "memory";
  readonly info: StoreInfo;
  readonly listing: Listing;
  /** In storage order. */
  readonly images: readonly Uint8Array[];
}

const optionsSchema = z.strictObject({
  name: z.string().default("memory"),
  spec: z
    .custom<DatasetSpec>(
      (value) => typeof (value as DatasetSpec | null)?.entry === "function",
      "must be a DatasetSpec",
    )
    .default(imageNetV2),
});

/**
 * Images that are at hand as bytes: for tests, and for a few of one's own. Its provenance is
 * custom.
 *
 * @example
 * const store = await MemoryStore.of({ "207/dog.jpeg": await readFile("dog.jpeg") });
 * store.label(0); //=> 207
 */
export class MemoryStore extends ListedStore {
  readonly #listing: Listing;
  readonly #images: MemoryDescription["images"];

  private constructor(info: StoreInfo, listing: Listing, images: MemoryDescription["images"]) {
    super(info, listing);
    this.#listing = listing;
    this.#images = images;
  }

  /**
   * @param images image files by name, in any order: `<class>/<name>.jpeg`, or as the `spec` has them
   * @throws INVALID_OPTION for a name of another form
   * @throws UNEXPECTED_MEMBER for a name whose class is none of the spec's
   */
  static async of(
    images: Readonly<Record<string, Uint8Array>>,
    options: MemoryStoreOptions = {},
  ): Promise<MemoryStore> {
    const { name, spec } = parseOptions(optionsSchema, options, "MemoryStore.of");
    const names = Object.keys(images);
    for (const fileName of names) checkName(fileName, spec);
    const folders = new Set(
      names.flatMap((fileName) => fileName.split("/").slice(0, -1).slice(0, 1)),
    );
    const members = inStorageOrder(
      names.map((fileName) => ({ fileName, size: (images[fileName] as Uint8Array).length })),
      spec,
    );
    const at = { spec, path: name, folders: [...folders] };
    const { fileNames, labels, sizes, ...summary } = await summarizeImages(members, at);
    const info: StoreInfo = {
      ...{ kind: "memory", path: name, provenance: "custom" },
      bytes: sizes.reduce((sum, size) => sum + size, 0),
      ...{ numBytes: summary.numBytes, dataset: summary.dataset, notes: summary.notes },
    };
    const shardLengths = shardLengthsOf({ ...summary, fileNames, complete: false });
    const stored = fileNames.map((fileName) => images[fileName] as Uint8Array);
    return new MemoryStore(info, { fileNames, labels, sizes, shardLengths }, stored);
  }

  static async reopen({ info, listing, images }: MemoryDescription): Promise<MemoryStore> {
    return new MemoryStore(info, listing, images);
  }

  archiveOrder(): Uint32Array {
    return Uint32Array.from(this.#images.keys());
  }

  describe(): MemoryDescription {
    return { kind: "memory", info: this.info, listing: this.#listing, images: this.#images };
  }

  readSync(index: number, into?: Uint8Array | undefined): Uint8Array {
    return this.readNow(index, into, (target) => target.set(this.#bytes(index)));
  }

  protected async readImage(index: number): Promise<Uint8Array> {
    return new Uint8Array(this.#bytes(index));
  }

  #bytes(index: number): Uint8Array {
    return this.#images[index] as Uint8Array;
  }

  protected async release(): Promise<void> {}
}

function checkName(fileName: string, spec: DatasetSpec): void {
  const entry = spec.entry(fileName, false);
  // Padded with zeros it would be another name.
  if ("image" in entry && entry.image === fileName) return;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${JSON.stringify(fileName)} is not a file name of an image of ${spec.name}.`,
    { option: fileName },
    { hint: spec.layout },
  );
}
