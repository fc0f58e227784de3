import { ImageNetV2Error, imageNetV2, shardLengths, storageOrder } from "@imagenet-v2/core";
import { serializedLength } from "./example-size.ts";
import { ListedStore } from "./listed-store.ts";
import type { StoreDescription, StoreInfo } from "./store.ts";

interface MemoryDescription extends StoreDescription {
  readonly kind: "memory";
  readonly info: StoreInfo;
  /** In storage order. */
  readonly images: readonly (readonly [fileName: string, bytes: Uint8Array])[];
}

/**
 * Images that are at hand as bytes: for tests, and for a few of one's own. Custom data, and
 * otherwise as any store.
 *
 * @example
 * const store = MemoryStore.of({ "207/dog.jpeg": await readFile("dog.jpeg") });
 * store.label(0); //=> 207
 */
export class MemoryStore extends ListedStore {
  readonly #images: MemoryDescription["images"];

  private constructor(info: StoreInfo, images: MemoryDescription["images"]) {
    const fileNames = images.map(([fileName]) => fileName);
    const sizes = images.map(([, bytes]) => bytes.length);
    const labels = fileNames.map(labelOf);
    super(info, {
      ...{ fileNames, labels, sizes },
      shardLengths: shardLengths(images.length, info.numBytes),
    });
    this.#images = images;
  }

  /**
   * @param images JPEG files by name, `<class>/<name>.jpeg`, in any order
   * @param name what the store is called in messages
   * @throws INVALID_OPTION for a name of another form
   */
  static of(images: Readonly<Record<string, Uint8Array>>, name = "memory"): MemoryStore {
    const names = Object.keys(images);
    for (const fileName of names) checkName(fileName);
    const stored = Array.from(storageOrder(names), (position) => {
      const fileName = names[position] as string;
      return [fileName, images[fileName] as Uint8Array] as const;
    });
    const info: StoreInfo = {
      kind: "memory",
      path: name,
      provenance: "custom",
      bytes: stored.reduce((sum, [, { length }]) => sum + length, 0),
      numBytes: stored.reduce(
        (sum, [fileName, { length }]) =>
          sum + serializedLength({ fileName, label: labelOf(fileName) }, length),
        0,
      ),
    };
    return new MemoryStore(info, stored);
  }

  static async reopen({ info, images }: MemoryDescription): Promise<MemoryStore> {
    return new MemoryStore(info, images);
  }

  archiveOrder(): Uint32Array {
    return Uint32Array.from(this.#images.keys());
  }

  describe(): MemoryDescription {
    return { kind: "memory", info: this.info, images: this.#images };
  }

  readSync(index: number, into?: Uint8Array | undefined): Uint8Array {
    return this.readNow(index, into, (target) => target.set(this.#bytes(index)));
  }

  protected async readImage(index: number): Promise<Uint8Array> {
    return new Uint8Array(this.#bytes(index));
  }

  #bytes(index: number): Uint8Array {
    return this.#images[index]?.[1] as Uint8Array;
  }

  protected async release(): Promise<void> {}
}

function labelOf(fileName: string): number {
  return imageNetV2.labelOf(fileName) as number;
}

function checkName(fileName: string): void {
  const entry = imageNetV2.entry(fileName, false);
  // Padded with zeros it would be another name.
  if ("image" in entry && entry.image === fileName) return;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${JSON.stringify(fileName)} is no file name of an image.`,
    { option: fileName },
    { hint: 'A name is the class, 0 to 999, a slash and a name: "207/dog.jpeg".' },
  );
}
