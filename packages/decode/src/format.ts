import { ImageNetV2Error } from "@imagenet-v2/core";
import { jpegHeader } from "./header.ts";
import { openPng } from "./png/header.ts";
import { isJpeg, sniff } from "./sniff.ts";

/** Images that are told apart, but not decoded. */
const undecoded: ReadonlySet<string> = new Set(["GIF", "WebP", "TIFF", "AVIF", "HEIF", "BMP"]);

/**
 * Which decoder a file is for, by its first bytes.
 *
 * @throws UNSUPPORTED for other images, NOT_A_JPEG for what is no image
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
      { hint: "JPEG and PNG are decoded; convert it, or skip it." },
    );
  }
  throw new ImageNetV2Error("NOT_A_JPEG", `${name}: expected a JPEG or PNG, found ${found}.`, {
    image: name,
    found,
  });
}

/** Columns and rows, read from the header. @throws what `formatOf` throws, CORRUPT_IMAGE */
export function imageSize(
  bytes: Uint8Array,
  name: string,
): { readonly width: number; readonly height: number } {
  return formatOf(bytes, name) === "PNG"
    ? openPng(bytes, name).header
    : jpegHeader(bytes, { name });
}
