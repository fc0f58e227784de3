import { ImageNetV2Error } from "@imagenet-v2/core";
import { type JpegHeader, jpegHeader } from "./header.ts";
import { requireBytes } from "./image.ts";
import { grey, greyAlpha, openPng } from "./png/header.ts";
import { isJpeg, sniff } from "./sniff.ts";

/** Images that are told apart, but not decoded. */
const undecoded: ReadonlySet<string> = new Set(["GIF", "WebP", "TIFF", "AVIF", "HEIF", "BMP"]);

/**
 * Which decoder a file is for, by its first bytes.
 *
 * @throws UNSUPPORTED for other images, NOT_A_JPEG for bytes that are not an image
 */
export function formatOf(bytes: Uint8Array, name = "image"): "JPEG" | "PNG" {
  if (isJpeg(bytes)) return "JPEG";
  const found = sniff(bytes);
  if (found === "PNG") return "PNG";
  if (undecoded.has(found)) {
    throw new ImageNetV2Error(
      "UNSUPPORTED",
      `${name}: cannot decode ${found}.`,
      { feature: found, image: name },
      { hint: 'JPEG and PNG are decoded. Convert it, or leave it out with `onError: "skip"`.' },
    );
  }
  throw new ImageNetV2Error("NOT_A_JPEG", `${name}: expected a JPEG or PNG, found ${found}.`, {
    image: name,
    found,
  });
}

/**
 * Size and components of a JPEG or PNG, read from its header; no pixel is decoded. A PNG has 1 component
 * (grey) or 3, as its alpha is dropped.
 *
 * @param options `name`: what the image is called in errors, as for `decodeImage`
 * @throws NOT_A_JPEG, CORRUPT_IMAGE, UNSUPPORTED, INVALID_OPTION
 */
export function imageHeader(
  bytes: Uint8Array,
  { name = "image" }: { readonly name?: string | undefined } = {},
): JpegHeader {
  requireBytes(bytes, "imageHeader");
  if (formatOf(bytes, name) === "JPEG") return jpegHeader(bytes, { name });
  const { width, height, colour } = openPng(bytes, name).header;
  return { width, height, components: colour === grey || colour === greyAlpha ? 1 : 3 };
}
