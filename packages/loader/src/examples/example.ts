import type { ImageTensor } from "@imagenet-v2/core";
import type { Store } from "@imagenet-v2/stores";

/** One example, with the dataset's own names of its features. */
export interface Example<Image = ImageTensor> {
  /** `"742/b7b5d9c7135ccf762b64e7ca06ccf4240014f12d.jpeg"`: class folder, slash, name. */
  file_name: string;
  image: Image;
  /** The class, 0 to 999. */
  label: number;
}

/** An example as it lies in the archive. */
export interface StoredExample extends Example<Uint8Array> {}

/** What is known of an example without reading its image. */
export interface ExampleRecord {
  /** The example's position in TFDS's storage order: its number in lists, predictions and reports. */
  index: number;
  file_name: string;
  label: number;
}

/** Reads no image. */
export function recordOf(store: Store, index: number): ExampleRecord {
  return { index, file_name: store.fileName(index), label: store.label(index) };
}

/** An example that `onError: "skip"` left out. */
export interface SkippedExample extends ExampleRecord {
  /** Why: CORRUPT_IMAGE, NOT_A_JPEG, IMAGE_TOO_LARGE or UNSUPPORTED. */
  error: Error;
}
