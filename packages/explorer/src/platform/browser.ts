import { imageHeader, preprocess } from "@imagenet-v2/decode";
import { thumbnailQuality, thumbnailSide } from "../thumbnail.ts";
import type * as node from "./node.ts";

declare class ImageData {
  constructor(data: Uint8ClampedArray<ArrayBuffer>, width: number, height: number);
}

declare class OffscreenCanvas {
  constructor(width: number, height: number);
  getContext(kind: "2d"): { putImageData(image: ImageData, x: number, y: number): void };
  convertToBlob(options: { type: string; quality: number }): Promise<Blob>;
}

/** What a page opens has a name, and no way to it. */
export const baseName: typeof node.baseName = (path) => path;

export const isFoundByName: typeof node.isFoundByName = () => false;

/** They are made on the thread that asks. */
export const thumbnailsAtOnce: typeof node.thumbnailsAtOnce = () => 1;

/** Nothing is kept: what is found out about an archive is gone with the page. */
export const keepStudy: typeof node.keepStudy = (_, __, make) => make();

/** A page gives its own: only its bundler knows what a worker runs. */
export const threads: typeof node.threads = {
  count: () => 0,
  start: () => {
    throw new TypeError("There are none.");
  },
};

/** Decoded and resized by the kernel; a canvas makes the JPEG. */
export const makeThumbnail: typeof node.makeThumbnail = async (stored, name) => {
  const { width, height } = imageHeader(stored, { name });
  const scale = Math.min(thumbnailSide / width, thumbnailSide / height);
  const [rows, columns] = [height, width].map((side) => Math.max(Math.round(side * scale), 1)) as [
    number,
    number,
  ];
  const { data } = await preprocess(
    stored,
    { resize: [rows, columns], crop: null, layout: "nhwc", dtype: "uint8" },
    { name },
  );
  const canvas = new OffscreenCanvas(columns, rows);
  canvas
    .getContext("2d")
    .putImageData(new ImageData(withAlpha(data as Uint8Array), columns, rows), 0, 0);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: thumbnailQuality / 100 });
  return new Uint8Array(await blob.arrayBuffer());
};

function withAlpha(rgb: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray((rgb.length / 3) * 4);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = rgb[from] as number;
    rgba[to + 1] = rgb[from + 1] as number;
    rgba[to + 2] = rgb[from + 2] as number;
    rgba[to + 3] = 255;
  }
  return rgba;
}
