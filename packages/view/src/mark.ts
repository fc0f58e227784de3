import type { ImageTensor } from "@imagenet-v2/core";

/** What is written where a picture cannot be shown. */
export const cannotBeDecoded = "cannot be decoded";

const [width, height] = [96, 72];

/** A crossed-out tile, in place of a picture that cannot be decoded. */
export function crossedOut(): ImageTensor {
  const data = new Uint8Array(width * height * 3).fill(0xd6);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const across = (y * width) / height;
      const line = Math.min(Math.abs(x - across), Math.abs(width - 1 - x - across)) < 1.5;
      if (line) data.fill(0x82, (y * width + x) * 3, (y * width + x + 1) * 3);
    }
  }
  return { data, shape: [height, width, 3], dtype: "uint8" };
}
