import { ImageNetV2Error, type ImageTensor } from "@imagenet-v2/core";
import { checkPixels, isBytes, shown } from "@imagenet-v2/core/internal";

/**
 * Tells the bytes of an image file from pixels.
 *
 * @param what whose argument it is, for the message: `preprocess`
 * @throws INVALID_OPTION for what is neither
 */
export function isFile(image: Uint8Array | ImageTensor, what: string): image is Uint8Array {
  if (isBytes(image)) return true;
  checkPixels(image, what);
  return false;
}

/** @throws INVALID_OPTION unless this is an array of bytes */
export function requireBytes(bytes: unknown, what: string): asserts bytes is Uint8Array {
  if (ArrayBuffer.isView(bytes)) return;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${what}: bytes must be a Uint8Array, not ${shown(bytes)}.`,
    { option: "bytes" },
    { hint: `Read the file first: ${what}(await readFile(path)).` },
  );
}
