/** Twice a tile's side, for dense screens. */
const side = 256;
const quality = 0.8;

/**
 * A JPEG within 256 × 256. The browser decodes it: this is for people to look at, and no model sees it.
 *
 * @throws where the browser cannot decode it
 */
export async function thumbnailOf(stored: Blob): Promise<Blob> {
  const image = await createImageBitmap(stored, {
    // As stored: neither a profile nor a rotation changes what models are given.
    colorSpaceConversion: "none",
    imageOrientation: "none",
  });
  const scale = Math.min(side / image.width, side / image.height);
  const [width, height] = [image.width, image.height].map((length) =>
    Math.max(Math.round(length * scale), 1),
  ) as [number, number];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  image.close();
  return canvas.convertToBlob({ type: "image/jpeg", quality });
}
