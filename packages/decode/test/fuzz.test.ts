import { createHash } from "node:crypto";
import { isImageError } from "@imagenet-v2/core";
import { createKernel, presets } from "@imagenet-v2/decode/kernel";
import { expect, test } from "vitest";
import { damagedFile } from "./damage.ts";
import { jpeg } from "./images.ts";

// `pnpm fuzz` asks for more files than a test run has time for.
const files = Number(process.env.FUZZ_FILES ?? 2000);
const firstSeed = Number(process.env.FUZZ_SEED ?? 1);

const kernel = createKernel();
const digest = (data: Uint8Array) => createHash("sha1").update(data).digest("hex");
const options = {
  preprocessing: { ...presets.imagenet, resize: 40, crop: 32, dtype: "uint8" },
  maxPixels: 1_000_000,
} as const;
const tensor = new Uint8Array(3 * 32 * 32);

/** Pixels and tensors of a file, or why there are none, with these bytes behind its end. */
function outcome(bytes: Uint8Array, behind: number): { pixels: string; tensors: string[] } {
  const read = () => {
    const room = kernel.input(bytes.length);
    room.set(bytes);
    new Uint8Array(room.buffer, room.byteOffset + bytes.length, 64).fill(behind);
    return room;
  };
  try {
    const { data } = kernel.decode(read(), options);
    const tensors = (["accurate", "fast"] as const).map((dct) => {
      kernel.decodeInto(read(), { ...options, dct }, tensor);
      return digest(tensor);
    });
    return { pixels: digest(data), tensors };
  } catch (error) {
    if (!isImageError(error)) throw error;
    return { pixels: error.code, tensors: [error.message] };
  }
}

test(
  `${files} damaged files: no trap, no hang, nothing read behind the end, the next image unharmed`,
  async () => {
    const encoded = await Promise.all([
      jpeg(120, 80),
      jpeg(120, 80, { chromaSubsampling: "4:4:4", quality: 95 }),
      jpeg(60, 50, {}, (image) => image.toColourspace("b-w")),
      jpeg(40, 40, { progressive: true }),
    ]);
    const good = encoded[0] as Uint8Array;
    const unharmed = outcome(good, 0);
    const tally = { refused: 0, same: 0 };
    let slowest = 0;
    for (let seed = firstSeed; seed < firstSeed + files; seed++) {
      const bytes = damagedFile(seed, encoded);
      const began = performance.now();
      const { pixels, tensors } = outcome(bytes, 0x00);
      slowest = Math.max(slowest, performance.now() - began);
      const again = outcome(bytes, 0xff);
      expect(again, `file ${seed} is read behind its end`).toEqual({ pixels, tensors });
      if (seed % 16 === 0) expect(outcome(good, 0), `after file ${seed}`).toEqual(unharmed);
      if (tensors.length < 2) tally.refused++;
      else tally.same++;
    }
    expect(outcome(good, 0)).toEqual(unharmed);
    expect(tally.same).toBeGreaterThan(files / 20);
    expect(slowest).toBeLessThan(1000);
    console.log(`fuzz: ${JSON.stringify(tally)}, slowest ${slowest.toFixed(0)} ms`);
  },
  Math.max(60_000, files * 30),
);
