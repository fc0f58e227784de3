import { ImageNetV2Error } from "@imagenet-v2/core";

/** 64 megapixels: 192 MB of RGB. The largest ImageNetV2 image has a quarter of one. */
export const defaultMaxPixels = 64_000_000;

/** The longest side, as canvases of browsers have it; far below JPEG's own 65,535. */
const maxSide = 32_767;

/**
 * Refuses a size before anything is allocated for it.
 *
 * @throws IMAGE_TOO_LARGE
 */
export function checkSize(width: number, height: number, maxPixels: number, name: string): void {
  const tooLong = Math.max(width, height) > maxSide;
  if (!tooLong && width * height <= maxPixels) return;
  const limit = tooLong ? maxSide : maxPixels;
  throw new ImageNetV2Error(
    "IMAGE_TOO_LARGE",
    `${name}: ${width} × ${height} pixels; at most ${limit} ${tooLong ? "a side" : "in all"} are decoded.`,
    { image: name, width, height, limit },
    tooLong ? {} : { hint: "Raise maxPixels if the image is to be trusted." },
  );
}
