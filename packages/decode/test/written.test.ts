import { createHash } from "node:crypto";
import { createKernel, decodeJpeg } from "@imagenet-v2/decode";
import { describe, expect, test } from "vitest";
import written from "./reference/written.json" with { type: "json" };

const plain = createKernel({ simd: false });

describe("a file of every kind that was written coefficient by coefficient", () => {
  test.each(written.cases)(
    "$kind, $seed: the pixels of Pillow and TensorFlow",
    async ({ jpeg, accurate, fast }) => {
      const bytes = Buffer.from(jpeg, "base64");
      for (const [dct, expected] of [
        ["accurate", accurate],
        ["fast", fast],
      ] as const) {
        for (const image of [await decodeJpeg(bytes, { dct }), plain.decode(bytes, { dct })]) {
          const [height, width] = image.shape;
          // As tooling/interop/python/digest.py makes it.
          const hash = createHash("sha256").update(`${width}x${height}\n`).update(image.data);
          expect(hash.digest("hex"), dct).toBe(expected);
        }
      }
    },
  );
});
