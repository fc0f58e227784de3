import { createHash } from "node:crypto";
import { createContext, Script } from "node:vm";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { parsePreprocessing } from "@imagenet-v2/decode/internal";
import { createKernel, type Kernel, presets } from "@imagenet-v2/decode/kernel";
import { damagedJpeg, randomJpeg } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";

// `pnpm acceptance decode/fuzz` asks for more files than a test run has time for.
const files = Number(process.env.FUZZ_FILES ?? 2000);
const firstSeed = Number(process.env.FUZZ_SEED ?? 1);
/** No file takes a hundredth of it: what takes longer does not come back. */
const hangs = 120_000;
const maxPixels = 1_000_000;

const fast = createKernel();
const plain = createKernel({ simd: false });
const dcts = ["accurate", "fast"] as const;

/** The presets' ways, small: a crop of the middle, one larger than the image, a squash, a strip. */
const preprocessings = [
  { ...presets.imagenet, resize: 40, crop: 32 },
  { ...presets.clip, resize: 28, crop: 48 },
  { resize: [20, 30], interpolation: "lanczos" },
  { resize: null, crop: [6, 200] },
].map((options) => parsePreprocessing({ ...options, dtype: "uint8" } as typeof presets.imagenet));
const room = new Uint8Array(3 * 48 * 200);

const digest = (data: Uint8Array) => createHash("sha1").update(data).digest("hex");

/** What `call` gives, as a digest, or the error's words. What is no error of ours is a fault. */
function outcome(call: () => Uint8Array): string {
  try {
    return digest(call());
  } catch (error) {
    if (!(error instanceof ImageNetV2Error)) throw error;
    return `${error.code} ${error.message}`;
  }
}

/** The bytes in the kernel's own memory, with others behind their end. */
function behind(kernel: Kernel, bytes: Uint8Array, filler: number): Uint8Array {
  const input = kernel.input(bytes.length);
  input.set(bytes);
  new Uint8Array(input.buffer, input.byteOffset + bytes.length, 64).fill(filler);
  return input;
}

/** What becomes of a file with either DCT. */
function verdicts(bytes: Uint8Array, kernel = fast, filler = 0): string[] {
  return dcts.map((dct) =>
    outcome(() => kernel.decode(behind(kernel, bytes, filler), { dct, maxPixels }).data),
  );
}

/** Tensors of windows, and the same of the whole image: pairs that must be equal. */
function tensors(bytes: Uint8Array): [window: string, whole: string][] {
  const tensor = (write: () => void) =>
    outcome(() => {
      room.fill(7);
      write();
      return room;
    });
  return dcts.flatMap((dct) =>
    preprocessings.map((preprocessing): [string, string] => {
      const options = { dct, maxPixels };
      return [
        tensor(() =>
          fast.decodeInto(behind(fast, bytes, 0xff), { ...options, preprocessing }, room),
        ),
        tensor(() => fast.resampleInto(fast.decode(bytes, options), preprocessing, room)),
      ];
    }),
  );
}

const context = createContext({});
const script = new Script("work()");

/** Ends what hangs, so that the file is named. */
function bounded<T>(work: () => T): T {
  context.work = work;
  return script.runInContext(context, { timeout: hangs });
}

test(
  `${files} damaged files: no trap, no hang, nothing read behind the end, the next image unharmed`,
  () => {
    const good = Array.from({ length: 8 }, (_, i) => randomJpeg(i + 1).bytes);
    const unharmed = good.map((bytes) => verdicts(bytes));
    const tallies: Record<string, { decoded: number; refused: number }> = {};
    for (let seed = firstSeed; seed < firstSeed + files; seed++) {
      const { bytes, kind, damage } = damagedJpeg(seed);
      const file = `file ${seed} (${kind}: ${damage})`;
      const found = bounded(() => verdicts(bytes));
      expect(
        bounded(() => verdicts(bytes, fast, 0xff)),
        `${file}, others behind`,
      ).toEqual(found);
      expect(
        bounded(() => verdicts(bytes, plain, 0xff)),
        `${file}, no SIMD`,
      ).toEqual(found);
      for (const [window, whole] of bounded(() => tensors(bytes))) expect(window, file).toBe(whole);
      const next = seed % good.length;
      expect(verdicts(good[next] as Uint8Array), `after ${file}`).toEqual(unharmed[next]);
      for (const key of [kind, damage]) {
        tallies[key] ??= { decoded: 0, refused: 0 };
        tallies[key][found[0]?.includes(" ") ? "refused" : "decoded"]++;
      }
    }
    console.table(tallies);
    // The lot falls on each kind and each damage, and none is always fatal, but that a cut mostly is.
    if (files < 2000) return;
    expect(Object.keys(tallies)).toHaveLength(15 + 9);
    for (const [key, { decoded, refused }] of Object.entries(tallies)) {
      expect(Math.min(key === "cut" ? 1 : decoded, refused), key).toBeGreaterThan(0);
    }
  },
  Math.max(300_000, files * 150),
);
