import { createHash } from "node:crypto";
import { openSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ImageTensor, isImageNetV2Error } from "@imagenet-v2/core";
import { preprocess } from "@imagenet-v2/decode";
import { generator, temporaryFolder } from "@imagenet-v2/fixtures";
import { pythonEnvironment, runPython } from "@imagenet-v2/interop";
import { fromHuggingFace, fromTimm, type KnownPreprocessing } from "@imagenet-v2/models";
import { beforeAll, describe, expect, test } from "vitest";

// An environment of its own, of 6 GB: made when these tests are run, and not for the others.
const python = await pythonEnvironment("models");
const skipped = python.missing === undefined ? "" : ` (skipped: ${python.missing})`;

/** What preprocessing.py tells of a config. */
interface Case {
  readonly library: "timm" | "transformers";
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly options: { readonly testSize?: boolean };
  /** Where the library itself cannot run it. */
  readonly error?: string;
  readonly digests?: readonly string[];
  readonly floats?: readonly [offset: number, count: number];
}

/** Odd and even margins, smaller than a crop, a single pixel; the rest at random. */
const sizes = [
  ...[
    [500, 375],
    [333, 500],
    [640, 480],
    [1, 1],
    [97, 64],
    [224, 224],
    [256, 255],
    [225, 231],
  ],
  ...[
    [400, 399],
    [113, 700],
    [700, 131],
    [30, 41],
  ],
] as [number, number][];
const random = generator(16);
while (sizes.length < 20) {
  sizes.push([20 + Math.floor(random() * 680), 20 + Math.floor(random() * 680)]);
}
const images = sizes.map(
  ([width, height]): ImageTensor => ({
    data: Uint8Array.from({ length: width * height * 3 }, () => Math.floor(random() * 256)),
    shape: [height, width, 3],
    dtype: "uint8",
  }),
);

/** Why a config is refused, or what it means. */
function read({ library, config, options }: Case): KnownPreprocessing | string {
  try {
    return library === "timm" ? fromTimm(config, options) : fromHuggingFace(config);
  } catch (error) {
    if (isImageNetV2Error(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
}

/** Bytes after resize and crop, channels first and red first, as preprocessing.py has them. */
async function digests({ preprocessing }: KnownPreprocessing): Promise<string[]> {
  const made: string[] = [];
  for (const image of images) {
    const { data, shape } = await preprocess(image, {
      ...{ ...preprocessing, channels: "rgb", layout: "nchw", dtype: "uint8" },
    });
    made.push(`${shape[1]}x${shape[2]} ${createHash("sha256").update(data).digest("hex")}`);
  }
  return made;
}

/** The largest difference, in units of the last place of what a float32 of the larger size has. */
function farthest(ours: Float32Array, theirs: Float32Array): number {
  let most = 0;
  ours.forEach((value, i) => {
    const other = theirs[i] as number;
    // Near 0 the last place is that of the numbers it is the difference of.
    const unit = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(value), Math.abs(other), 1))) - 23);
    most = Math.max(most, Math.abs(value - other) / unit);
  });
  return most;
}

describe.skipIf(python.python === undefined)(`a model's own files${skipped}`, () => {
  const folder = temporaryFolder();
  let cases: readonly Case[] = [];
  beforeAll(async () => {
    const listed = images.map(({ data, shape: [height, width] }, i) => {
      const file = join(folder, `${i}.rgb`);
      writeFileSync(file, data);
      return { file, width, height };
    });
    writeFileSync(join(folder, "images.json"), JSON.stringify(listed));
    const args = [join(folder, "images.json"), folder];
    const told = (await runPython(python, "preprocessing.py", args)) as {
      versions: object;
      cases: Case[];
    };
    cases = told.cases;
    console.log(told.versions);
  }, 1_200_000);

  test.each(["timm", "transformers"] as const)(
    "mean what %s does with them: the same bytes after resize and crop, the same floats but for the last place",
    async (library) => {
      const floats = openSync(join(folder, "floats"), "r");
      const counts = { same: 0, refused: 0, cannotRun: 0 };
      const refusals = new Set<string>();
      const others: string[] = [];
      for (const each of cases.filter((one) => one.library === library)) {
        const known = read(each);
        const title = `${each.name} ${JSON.stringify(each.config)}`;
        if (typeof known === "string") {
          counts.refused++;
          refusals.add(known);
          continue;
        }
        if (each.digests === undefined || each.floats === undefined) {
          counts.cannotRun++;
          others.push(`${title}: ${each.error}`);
          continue;
        }
        const [offset, count] = each.floats;
        const theirs = new Float32Array(count);
        readSync(floats, theirs, 0, count * 4, offset);
        const ours = await preprocess(images[0] as ImageTensor, known.preprocessing);
        const bytes = (await digests(known)).filter((made, i) => made !== each.digests?.[i]).length;
        const far = farthest(ours.data as Float32Array, theirs);
        // They round x · factor, we x / 255: the same in all but the last bit where the factor is 1 / 255.
        const most = "rescale_factor" in each.config ? 4 : 1;
        if (bytes === 0 && far <= most) counts.same++;
        else others.push(`${title}: ${bytes} images differ; floats by ${far} units`);
      }
      console.log(library, counts, [...refusals].sort().join("\n"));
      expect(others).toEqual([]);
      expect(counts.same).toBeGreaterThan(library === "timm" ? 100 : 45);
    },
    1_200_000,
  );
});
