import { ImageNetV2Error, type ImageTensor } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import type * as node from "./node.ts";

export const resized: typeof node.resized = async (image, { width, height, fit }) => {
  const [rows, columns] = image.shape;
  const [across, down] = [width / columns, height / rows];
  const scale = fit === "cover" ? Math.max(across, down) : Math.min(across, down);
  const [w, h] =
    fit === "cover"
      ? [width, height]
      : [Math.max(1, Math.round(columns * scale)), Math.max(1, Math.round(rows * scale))];
  const context = contextOf(w, h);
  const [shownWidth, shownHeight] = fit === "cover" ? [columns * scale, rows * scale] : [w, h];
  context.imageSmoothingQuality = "high";
  context.drawImage(
    canvasOf(image),
    (w - shownWidth) / 2,
    (h - shownHeight) / 2,
    shownWidth,
    shownHeight,
  );
  const { data } = context.getImageData(0, 0, w, h);
  const pixels = new Uint8Array(w * h * 3);
  for (let i = 0; i < w * h; i++) pixels.set(data.subarray(4 * i, 4 * i + 3), 3 * i);
  return { data: pixels, shape: [h, w, 3], dtype: "uint8" };
};

export const encoded: typeof node.encoded = async (image, format) => {
  const blob = await canvasOf(image)
    .convertToBlob(
      format.type === "image/png" ? format : { ...format, quality: format.quality / 100 },
    )
    .catch((cause: unknown) => {
      throw noCanvas(cause);
    });
  return new Uint8Array(await blob.arrayBuffer());
};

export const rasterized: typeof node.rasterized = async () => {
  throw new ImageNetV2Error(
    "UNSUPPORTED",
    "A contact sheet as PNG: a web page has nothing that draws SVG in workers, too.",
    { feature: "png of a contact sheet" },
    { hint: "Take svg() or html(), which the page can show." },
  );
};

export const engineVersions: typeof node.engineVersions = async () => {
  throw new ImageNetV2Error(
    "UNSUPPORTED",
    "sharp, which makes pictures in Node, is not for web pages.",
    { feature: "sharp" },
    { hint: "A page makes its pictures by OffscreenCanvas." },
  );
};

function canvasOf({ data, shape: [height, width] }: ImageTensor): OffscreenCanvas {
  const context = contextOf(width, height);
  const pixels = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    pixels.data.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
    pixels.data[4 * i + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
  return context.canvas;
}

/** @throws UNSUPPORTED where there is no canvas, or none of this size */
function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  try {
    // Read back, so a canvas on the graphics card would be slower.
    const context = new OffscreenCanvas(width, height).getContext("2d", {
      willReadFrequently: true,
    });
    if (context !== null) return context;
  } catch (cause) {
    throw noCanvas(cause);
  }
  throw noCanvas("there is no 2D context");
}

function noCanvas(cause: unknown): ImageNetV2Error<"UNSUPPORTED"> {
  return new ImageNetV2Error(
    "UNSUPPORTED",
    `OffscreenCanvas, which makes pictures in a page, does not work here: ${messageOf(cause)}.`,
    { feature: "canvas" },
    { hint: "Reports go without pictures; a newer browser has it.", cause },
  );
}
