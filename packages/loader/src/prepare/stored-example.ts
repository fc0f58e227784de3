import type { Store } from "@imagenet-v2/stores";

import { serializedLength } from "@imagenet-v2/stores/internal";
import { encodeExample } from "@imagenet-v2/tfrecord";

/** Bytes of {@link storedExample}, without reading the image. */
export function storedLength(store: Store, index: number): number {
  return serializedLength(store.fileName(index), store.byteLength(index));
}

/** An example as TFDS stores it: the image's own bytes, nothing is encoded again. */
export function storedExample(store: Store, index: number, image: Uint8Array): Uint8Array {
  return encodeExample({
    file_name: { bytesList: [Buffer.from(store.fileName(index))] },
    image: { bytesList: [image] },
    label: { int64List: [BigInt(store.label(index))] },
  });
}
