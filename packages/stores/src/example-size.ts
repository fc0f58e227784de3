import { serializedLength as lengthOf } from "@imagenet-v2/tfrecord";

const utf8 = new TextEncoder();

/**
 * How many bytes an example has as TFDS stores it, a serialized `tf.train.Example`, without making
 * one. Their sum decides how many shards there are.
 *
 * @param imageBytes length of the stored image
 */
export function serializedLength(
  { fileName, label }: { readonly fileName: string; readonly label: number },
  imageBytes: number,
): number {
  return lengthOf({
    file_name: { bytesList: [{ byteLength: utf8.encode(fileName).length }] },
    image: { bytesList: [{ byteLength: imageBytes }] },
    label: { int64List: [BigInt(label)] },
  });
}
