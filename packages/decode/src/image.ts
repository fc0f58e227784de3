import { ImageNetV2Error, type ImageTensor, shown } from "@imagenet-v2/core";
import { isBytes } from "@imagenet-v2/core/internal";

/**
 * Tells the bytes of a JPEG from pixels.
 *
 * @param what whose argument it is, for the message: `preprocess`
 * @throws INVALID_OPTION for what is neither
 */
export function isJpegBytes(image: Uint8Array | ImageTensor, what: string): image is Uint8Array {
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

/** @throws INVALID_OPTION unless this is `[height, width, 3]` with as many bytes */
export function checkPixels(image: unknown, what: string): asserts image is ImageTensor {
  const { data, shape } = (image ?? {}) as Partial<ImageTensor>;
  if (ArrayBuffer.isView(data) && Array.isArray(shape)) {
    const [height, width, channels] = shape as readonly unknown[];
    const isPicture = shape.length === 3 && channels === 3;
    if (isPicture && data.length === Number(height) * Number(width) * 3) return;
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `A picture is [height, width, 3] with as many bytes; got [${shape}] with ${data.length}.`,
      { option: "image" },
    );
  }
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${what}: the image must be the bytes of a JPEG or pixels, not ${shown(image)}.`,
    { option: "image" },
    { hint: "Read the file first: await readFile(path)." },
  );
}

/** The same memory as bytes of this realm: sharp asks for their class. */
export function ofThisRealm({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
