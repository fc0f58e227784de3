import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ImageTensor } from "@imagenet-v2/core";
import { type Preprocessing, preprocess } from "@imagenet-v2/decode";
import { interpolations, parsePreprocessing } from "@imagenet-v2/decode/internal";
import { createKernel } from "@imagenet-v2/decode/kernel";
import { generator, temporaryFolder } from "@imagenet-v2/fixtures";
import { runPython } from "@imagenet-v2/interop";
import { describe, expect, inject, test } from "vitest";
import { digest } from "./digest.ts";

const python = inject("python");
const skipped = python.missing === undefined ? "" : ` (skipped: ${python.missing})`;

const count = 1000;
const longest = 700;
/** Plain arithmetic is slow: one case of so many is made with it too. */
const plainEvery = 10;

/** What resized.py is asked for. */
interface Case {
  readonly width: number;
  readonly height: number;
  /** Where in the noise the image begins. */
  readonly offset: number;
  readonly resize: Preprocessing["resize"];
  readonly crop: Preprocessing["crop"];
}

interface Resized {
  readonly pillow: string;
  /** Of each case, by filter: without crop and with it. */
  readonly digests: readonly Record<string, readonly [string, string]>[];
}

const random = generator(6);
const below = (limit: number) => Math.floor(random() * limit);
const noise = Uint8Array.from({ length: longest * longest * 3 + 10_000 }, () => below(256));

/** As often between 1 and 26 as between 26 and 700, and now and then any size alike. */
function side(): number {
  const size = random() < 0.25 ? 1 + below(longest) : Math.floor(longest ** random());
  return Math.min(size, longest);
}

function randomCase(): Case {
  const [width, height, short] = [side(), side(), side()];
  const tooLong = (short * Math.max(width, height)) / Math.min(width, height) > longest;
  return {
    width,
    height,
    offset: below(10_000),
    resize: tooLong || random() < 0.5 ? [side(), side()] : short,
    crop: random() < 0.5 ? [side(), side()] : side(),
  };
}

const kernel = createKernel();
const scalar = createKernel({ simd: false });

/** The digest of what `preprocess` makes, which the kernel has to make too, and plain arithmetic if asked. */
async function ours(image: ImageTensor, options: Partial<Preprocessing>, plain: boolean) {
  const preprocessing = parsePreprocessing({ ...options, layout: "nhwc", dtype: "uint8" });
  const { data, shape } = await preprocess(image, preprocessing);
  const [height, width] = shape as readonly number[] as [number, number, number];
  const again = new Uint8Array(data.length);
  kernel.resampleInto(image, preprocessing, again);
  expect(Buffer.compare(again, data as Uint8Array)).toBe(0);
  if (plain) {
    scalar.resampleInto(image, preprocessing, again.fill(1));
    expect(Buffer.compare(again, data as Uint8Array)).toBe(0);
  }
  return digest(again, width, height);
}

describe.skipIf(python.python === undefined)(`Pillow${skipped}`, () => {
  test(`resizes and crops ${count} random images with each filter to the same bytes`, async () => {
    const cases = Array.from({ length: count }, randomCase);
    const folder = temporaryFolder();
    writeFileSync(join(folder, "cases.json"), JSON.stringify(cases));
    writeFileSync(join(folder, "noise"), noise);
    const args = [join(folder, "cases.json"), join(folder, "noise")];
    const theirs = (await runPython(python, "resized.py", args)) as Resized;

    const counts = { same: 0, other: 0, plain: 0 };
    const others: string[] = [];
    for (const [i, { width, height, offset, resize, crop }] of cases.entries()) {
      const data = noise.subarray(offset, offset + width * height * 3);
      const image: ImageTensor = { data, shape: [height, width, 3], dtype: "uint8" };
      const plain = i % plainEvery === 0;
      for (const interpolation of interpolations) {
        for (const [c, cropped] of [null, crop].entries()) {
          const options = { resize, crop: cropped, interpolation };
          const same =
            (await ours(image, options, plain)) === theirs.digests[i]?.[interpolation]?.[c];
          counts[same ? "same" : "other"]++;
          if (plain) counts.plain++;
          if (!same) others.push(`${width}x${height} ${JSON.stringify(options)}`);
        }
      }
    }
    console.log(`Pillow ${theirs.pillow}, resized:`, counts);
    expect(others).toEqual([]);
    expect(counts.same).toBe(count * interpolations.length * 2);
  });
});
