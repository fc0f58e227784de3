import type { ImageTensor } from "@imagenet-v2/core";
import type { Box, Layer, PictureFormat } from "../../picture-files.ts";
import { loadSharp, openPixels, plain } from "./sharp.ts";

/** Smaller or larger, for people to look at. @throws INVALID_OPTION, UNSUPPORTED */
export async function resized(
  image: ImageTensor,
  { width, height, fit }: Box,
): Promise<ImageTensor> {
  const sharp = (await openPixels(image)).resize(width, height, { fit });
  const { data, info } = await sharp.raw().toBuffer({ resolveWithObject: true });
  return { data: plain(data), shape: [info.height, info.width, 3], dtype: "uint8" };
}

/** As a file, its colours at full resolution. @throws UNSUPPORTED */
export async function encoded(image: ImageTensor, format: PictureFormat): Promise<Uint8Array> {
  const pixels = await openPixels(image);
  const file =
    format.type === "image/png"
      ? pixels.png()
      : pixels.jpeg({ quality: format.quality, chromaSubsampling: "4:4:4" });
  return plain(await file.toBuffer());
}

/** A drawing with pictures laid over it, as a PNG file. @throws UNSUPPORTED */
export async function rasterized(svg: string, layers: readonly Layer[]): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const png = await sharp(Buffer.from(svg), { unlimited: true })
    .flatten()
    .composite(
      layers.map(({ image: { data, shape }, left, top }) => {
        const [height, width, channels] = shape;
        return { input: Buffer.from(data), raw: { width, height, channels }, left, top };
      }),
    )
    .png()
    .toBuffer();
  return plain(png);
}
