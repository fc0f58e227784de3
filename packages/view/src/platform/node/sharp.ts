import { ImageNetV2Error, type ImageTensor } from "@imagenet-v2/core";
import type { Sharp } from "sharp";

/**
 * sharp resizes and encodes pictures for people. Loaded when first used: text, tables and reports do
 * without its native code.
 *
 * @throws UNSUPPORTED where it cannot be loaded
 */
export async function loadSharp() {
  try {
    return (await import("sharp")).default;
  } catch (cause) {
    throw new ImageNetV2Error(
      "UNSUPPORTED",
      "sharp, which makes pictures, cannot be loaded.",
      { feature: "sharp" },
      {
        hint: "Install it again on this machine, with optional dependencies: npm install --include=optional sharp",
        cause,
      },
    );
  }
}

/** @throws UNSUPPORTED */
export async function openPixels(image: ImageTensor): Promise<Sharp> {
  const { buffer, byteOffset, byteLength } = image.data;
  const [height, width, channels] = image.shape;
  const sharp = await loadSharp();
  // As bytes of this realm: sharp asks for their class.
  const data = new Uint8Array(buffer, byteOffset, byteLength);
  return sharp(data, { raw: { width, height, channels } });
}

/** A Buffer as the plain Uint8Array it is. */
export function plain({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}
