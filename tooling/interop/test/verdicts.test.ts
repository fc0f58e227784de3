import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { decodeJpeg } from "@imagenet-v2/decode";
import { damagedJpeg, temporaryFolder } from "@imagenet-v2/fixtures";
import { runPython } from "@imagenet-v2/interop";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { digest } from "./digest.ts";

const python = inject("python");
const skipped = python.missing === undefined ? "" : ` (skipped: ${python.missing})`;

// `pnpm acceptance interop/verdicts` asks for more files than a test run has time for.
const count = Number(process.env.VERDICTS_FILES ?? 2000);
const firstSeed = Number(process.env.VERDICTS_SEED ?? 1_000_001);
const dcts = ["accurate", "fast"] as const;
type Dct = (typeof dcts)[number];

/** What verdicts.py finds. */
interface Found {
  readonly pillow: string;
  readonly tensorflow: string;
  readonly verdicts: Readonly<Record<string, Readonly<Record<Dct, string>>>>;
}

/** Files that may claim any size are asked about only up to this one: the references have no limit. */
const maxPixels = 4_000_000;

/** Our digest of size and pixels, or the error. */
async function ours(jpeg: Uint8Array, dct: Dct): Promise<string | ImageNetV2Error> {
  try {
    const { data, shape } = await decodeJpeg(jpeg, { dct, maxPixels });
    return digest(data, shape[1], shape[0]);
  } catch (error) {
    if (error instanceof ImageNetV2Error) return error;
    throw error;
  }
}

/**
 * Why we may refuse what a reference decodes. Nothing else may differ, and never the other way round.
 */
function allowed({ code, message }: ImageNetV2Error, jpeg: Uint8Array): string | undefined {
  if (code === "UNSUPPORTED" && message.includes("lossless")) return "lossless (SOF3)";
  // A decoder may have all bits of such a file before it asks for more: Pillow depending on where its pieces
  // end, TensorFlow where the file ends within a marker.
  const endless = Buffer.from(jpeg).indexOf(Uint8Array.of(0xff, 0xd9)) < 0;
  const cut = code === "CORRUPT_IMAGE" && message.includes("the file ends before the image does");
  return endless && cut ? "no end of image, read far enough by chance" : undefined;
}

describe.skipIf(python.python === undefined)(`Damaged JPEGs by lot${skipped}`, () => {
  const folder = temporaryFolder();
  const jpegs = new Map<string, Uint8Array>();
  let tooLarge = 0;
  let found: Found;
  beforeAll(async () => {
    for (let seed = firstSeed; seed < firstSeed + count; seed++) {
      const { bytes, kind, damage } = damagedJpeg(seed);
      const verdict = await ours(bytes, "fast");
      if (typeof verdict !== "string" && verdict.code === "IMAGE_TOO_LARGE") tooLarge++;
      else {
        const name = `${seed} ${kind}, ${damage}`;
        jpegs.set(name, bytes);
        writeFileSync(join(folder, name), bytes);
      }
    }
    found = (await runPython(python, "verdicts.py", [folder])) as Found;
    console.log(`Pillow ${found.pillow}, TensorFlow ${found.tensorflow}; too large: ${tooLarge}`);
    expect(tooLarge).toBeLessThan(count / 20);
  }, 3_600_000);

  test.each(dcts)(
    "have the reference's verdict with the %s DCT, and its pixels",
    async (dct) => {
      const tally: Record<string, number> = { "the same pixels": 0, "refused by both": 0 };
      const others: string[] = [];
      for (const [name, jpeg] of jpegs) {
        const theirs = found.verdicts[name]?.[dct];
        const verdict = await ours(jpeg, dct);
        const refused = typeof verdict !== "string";
        const key =
          theirs === "refused"
            ? refused && "refused by both"
            : refused
              ? allowed(verdict, jpeg)
              : verdict === theirs && "the same pixels";
        if (key) tally[key] = (tally[key] ?? 0) + 1;
        else others.push(`${name}: ${refused ? verdict.message : "decoded"}, not ${theirs}`);
      }
      console.log(`${dct}:`, tally);
      expect(others).toEqual([]);
      expect(tally["the same pixels"]).toBeGreaterThan(count / 5);
      expect(tally["refused by both"]).toBeGreaterThan(count / 5);
      // The listed kinds are few.
      const listed = jpegs.size - (tally["the same pixels"] ?? 0) - (tally["refused by both"] ?? 0);
      expect(listed).toBeLessThan(count / 50);
    },
    3_600_000,
  );
});
