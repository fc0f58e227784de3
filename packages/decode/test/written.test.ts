import { createHash } from "node:crypto";
import { type ImageTensor, isImageError } from "@imagenet-v2/core";
import { decodeJpeg } from "@imagenet-v2/decode";
import { createKernel } from "@imagenet-v2/decode/kernel";
import { describe, expect, test } from "vitest";
import written from "./reference/written.json" with { type: "json" };

const plain = createKernel({ simd: false });

/** Of size and pixels, as tooling/interop/python/digest.py makes it, or "refused". */
async function verdict(decode: () => ImageTensor | Promise<ImageTensor>): Promise<string> {
  try {
    const { data, shape } = await decode();
    const hash = createHash("sha256").update(`${shape[1]}x${shape[0]}\n`).update(data);
    return hash.digest("hex");
  } catch (error) {
    if (!isImageError(error)) throw error;
    return "refused";
  }
}

describe("a file of every kind that was written coefficient by coefficient", () => {
  test.each(written.cases)(
    "$kind, $seed: the verdict and the pixels of Pillow and TensorFlow",
    async ({ jpeg, ...expected }) => {
      const bytes = Buffer.from(jpeg, "base64");
      for (const dct of ["accurate", "fast"] as const) {
        expect(await verdict(() => decodeJpeg(bytes, { dct })), dct).toBe(expected[dct]);
        expect(await verdict(() => plain.decode(bytes, { dct })), dct).toBe(expected[dct]);
      }
    },
  );
});
