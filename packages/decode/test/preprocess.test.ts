import type { ImageTensor } from "@imagenet-v2/core";
import { decodeJpeg, type PreprocessingOptions, preprocess, presets } from "@imagenet-v2/decode";
import { fixedSize, interpolations, parsePreprocessing } from "@imagenet-v2/decode/internal";
import { createKernel } from "@imagenet-v2/decode/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jpeg, noise, pattern } from "./images.ts";
import { sha256 } from "./reference/photographs.ts";
import pillow from "./reference/pillow.json" with { type: "json" };

/** Where there is no SIMD, images are resampled in plain arithmetic. */
const scalar = createKernel({ simd: false });

const bytes = { layout: "nhwc", dtype: "uint8", crop: null } as const;

describe("resampling is Pillow's", () => {
  test.each(pillow.cases)("$interpolation, $source to $size, kept $box", async (wanted) => {
    const [width, height] = wanted.size as [number, number];
    const preprocessing = {
      ...bytes,
      resize: [height, width],
      interpolation: wanted.interpolation as (typeof interpolations)[number],
    } as const;
    const source = noise(...(wanted.source as [number, number]));
    const whole = await preprocess(source, preprocessing);
    // Crops of ours are central; Pillow's here are not. So this part is cut from the whole.
    const box = wanted.box ?? [0, 0, width, height];
    expect(sha256(cut(whole.data as Uint8Array, width, box))).toBe(wanted.sha256);
  });

  test("with WebAssembly SIMD as in plain arithmetic, cropped or padded, up or down", async () => {
    const size = fc.integer({ min: 1, max: 70 });
    const options = fc.record({
      resize: fc.oneof(fc.constant(null), size, fc.tuple(size, size)),
      crop: fc.oneof(fc.constant(null), size, fc.tuple(size, size)),
      interpolation: fc.constantFrom(...interpolations),
      channels: fc.constantFrom("rgb", "bgr"),
      layout: fc.constantFrom("nchw", "nhwc"),
      dtype: fc.constantFrom("float32", "uint8"),
    });
    await fc.assert(
      fc.asyncProperty(size, size, options, async (width, height, given) => {
        const preprocessing = parsePreprocessing(given as PreprocessingOptions);
        const image = noise(width, height);
        const { data } = await preprocess(image, preprocessing);
        const plain = data.slice().fill(1);
        scalar.resampleInto(image, preprocessing, plain);
        expect(sha256(plain)).toBe(sha256(data));
      }),
      { numRuns: 150 },
    );
  });

  test("of a source so large that its weights fill no kernel's table", async () => {
    const image = noise(3, 9000);
    const { data } = await preprocess(image, {
      ...bytes,
      resize: [2, 2],
      interpolation: "lanczos",
    });
    expect(data).toHaveLength(12);
  });
});

describe("a crop", () => {
  test("begins where torchvision's does, or transformers', if its margins differ by a pixel", async () => {
    // Each pixel of the row is its own column: 7 wide, cropped to 4, has margins of 1 and 2.
    const row = Uint8Array.from([0, 1, 2, 3, 4, 5, 6].flatMap((x) => [x, x, x]));
    const image: ImageTensor = { data: row, shape: [1, 7, 3], dtype: "uint8" };
    const columns = async (crop: [number, number], cropOffset?: "round" | "floor") => {
      const { data } = await preprocess(image, { ...bytes, crop, cropOffset });
      return Array.from(data).filter((_, i) => i % 3 === 0);
    };
    expect(await columns([1, 4])).toEqual([2, 3, 4, 5]);
    expect(await columns([1, 4], "round")).toEqual([2, 3, 4, 5]);
    expect(await columns([1, 4], "floor")).toEqual([1, 2, 3, 4]);
    expect(await columns([1, 8])).toEqual([0, 1, 2, 3, 4, 5, 6, 0]);
    expect(await columns([1, 8], "floor")).toEqual([0, 0, 1, 2, 3, 4, 5, 6]);
  });

  test("tells the size to resize to, rounded down as in timm", () => {
    const resized = (crop: number, cropPct: number) => parsePreprocessing({ crop, cropPct }).resize;
    expect(resized(224, 0.875)).toBe(256);
    expect(resized(224, 0.9)).toBe(248);
    expect(resized(299, 0.875)).toBe(341);
    expect(presets.inception.resize).toBe(341);
  });

  test.each([
    [{ crop: 224, cropPct: 0.9, resize: 256 }, "cropPct: cannot be given with resize"],
    [{ crop: null, cropPct: 0.9 }, "cropPct: needs a crop that is one number"],
    [{ crop: 224, cropPct: 1.1 }, "cropPct"],
    [{ crop: 224, cropPct: 0 }, "cropPct"],
  ])("%j is refused", (options, words) => {
    expect(() => parsePreprocessing(options)).toThrow(words);
    expect(() => parsePreprocessing(options)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option: "cropPct" }),
    );
  });
});

/** The part of RGB pixels within left, top, right, bottom. */
function cut(data: Uint8Array, width: number, [x0, y0, x1, y1]: readonly number[]): Uint8Array {
  const [left, top, right, bottom] = [x0, y0, x1, y1] as [number, number, number, number];
  const rows = Array.from({ length: bottom - top }, (_, y) => [
    ...data.subarray(((top + y) * width + left) * 3, ((top + y) * width + right) * 3),
  ]);
  return Uint8Array.from(rows.flat());
}

describe("sizes and crops are torchvision's", () => {
  const shapeOf = async (width: number, height: number, options: PreprocessingOptions) =>
    (await preprocess(noise(width, height), { ...options, dtype: "uint8" })).shape;

  test("a number is the short side; the long one is rounded down", async () => {
    expect(await shapeOf(50, 37, { resize: 25 })).toEqual([3, 25, 33]); // 33.78
    expect(await shapeOf(37, 50, { resize: 25 })).toEqual([3, 33, 25]);
    expect(await shapeOf(20, 20, { resize: 25 })).toEqual([3, 25, 25]);
  });

  test("two numbers are height and width", async () => {
    expect(await shapeOf(50, 37, { resize: [7, 9] })).toEqual([3, 7, 9]);
  });

  /** Which of the columns 0, 1, 2 … a crop of one row kept. */
  const columns = async (width: number, crop: number) => {
    const data = Uint8Array.from({ length: 3 * width }, (_, i) => 1 + Math.floor(i / 3));
    const image: ImageTensor = { data, shape: [1, width, 3], dtype: "uint8" };
    const { data: kept } = await preprocess(image, { ...bytes, crop: [1, crop] });
    return [...kept].filter((_, i) => i % 3 === 0);
  };

  test("the middle is Python's: half a pixel goes to the even column", async () => {
    expect(await columns(6, 4)).toEqual([2, 3, 4, 5]);
    expect(await columns(5, 4)).toEqual([1, 2, 3, 4]); // round(0.5) = 0
    expect(await columns(7, 4)).toEqual([3, 4, 5, 6]); // round(1.5) = 2
    expect(await columns(9, 4)).toEqual([3, 4, 5, 6]); // round(2.5) = 2
  });

  test("a smaller image lies in black, the odd column to its right", async () => {
    expect(await columns(2, 5)).toEqual([0, 1, 2, 0, 0]);
    expect(await columns(3, 5)).toEqual([0, 1, 2, 3, 0]);
  });
});

describe("the tensor", () => {
  const image: ImageTensor = { data: Uint8Array.of(0, 102, 255), shape: [1, 1, 3], dtype: "uint8" };
  const small = { resize: 20, crop: [16, 24] } as const;
  const values = async (options: PreprocessingOptions) => [
    ...(await preprocess(image, options)).data,
  ];

  test("is (byte / 255 - mean) / std in single precision", async () => {
    // NumPy: ((np.uint8([0, 102, 255]).astype(np.float32) / np.float32(255)) - mean) / std
    expect(await values({})).toEqual(
      [-2.1179039478302, -0.2499999701976776, 2.640000104904175].map(Math.fround),
    );
    expect(await values({ mean: [0, 0, 0], std: [1, 1, 1] })).toEqual([0, Math.fround(0.4), 1]);
  });

  test("is byte x rescale, where that is said, in double precision until then", async () => {
    // NumPy: (np.uint8([0, 102, 255]).astype(np.float64) * rescale).astype(np.float32)
    const unit = { mean: [0, 0, 0], std: [1, 1, 1] } as const;
    const rescale = 0.003921568859368563;
    expect(await values({ ...unit, rescale })).toEqual([0, Math.fround(0.40000003576278687), 1]);
    expect(await values({ ...unit, rescale: 1 })).toEqual([0, 102, 255]);
    const mean = [103.939, 103.939, 103.939] as const;
    expect(await values({ ...unit, rescale: 1, mean })).toEqual(
      [-103.93900299072266, -1.9390029907226562, 151.06100463867188].map(Math.fround),
    );
  });

  test("a rescale of 1 / 255, exact or rounded as config files have it, is the default", () => {
    for (const rescale of [1 / 255, 0.00392156862745098]) {
      expect(parsePreprocessing({ rescale })).toEqual(parsePreprocessing({}));
    }
    expect(parsePreprocessing({ rescale: 1 / 127.5 }).rescale).toBe(1 / 127.5);
  });

  test("can have its channels the other way round, with mean and std in that order", async () => {
    const mean = [1, 0, 0] as const;
    expect(await values({ channels: "bgr", mean, std: [1, 1, 1] })).toEqual([
      0,
      Math.fround(0.4),
      0,
    ]);
    expect(await values({ channels: "bgr", dtype: "uint8" })).toEqual([255, 102, 0]);
  });

  test("lies as planes or with its channels side by side", async () => {
    const two = pattern(2, 1);
    const [r0, g0, b0, r1, g1, b1] = two.data;
    const planes = await preprocess(two, { dtype: "uint8" });
    const woven = await preprocess(two, { dtype: "uint8", layout: "nhwc" });
    expect(planes).toEqual({
      data: Uint8Array.of(...([r0, r1, g0, g1, b0, b1] as number[])),
      shape: [3, 1, 2],
      dtype: "uint8",
    });
    expect(woven).toEqual({ data: two.data, shape: [1, 2, 3], dtype: "uint8" });
  });

  test("of a file is that of its pixels, with either DCT", async () => {
    const file = await jpeg(90, 70);
    for (const dct of ["accurate", "fast"] as const) {
      const direct = await preprocess(file, small, { dct });
      expect(direct.shape).toEqual([3, 16, 24]);
      expect(direct).toEqual(await preprocess(await decodeJpeg(file, { dct }), small));
    }
  });

  test("of a progressive file is that of the same coefficients in one scan", async () => {
    const [file, same] = [await jpeg(90, 70, { progressive: true }), await jpeg(90, 70)];
    for (const dct of ["accurate", "fast"] as const)
      expect(await preprocess(file, small, { dct })).toEqual(
        await preprocess(same, small, { dct }),
      );
  });
});

describe("what it refuses", () => {
  const image = pattern(4, 4);

  test.each([
    [{ resize: 0 }, "resize"],
    [{ crop: [224, 0] }, "crop"],
    [{ mean: [0, 0] }, "mean"],
    [{ std: [1, 0, 1] }, "std"],
    [{ rescale: 0 }, "rescale"],
    [{ rescale: Number.POSITIVE_INFINITY }, "rescale"],
    [{ interpolation: "cubic" }, "interpolation"],
    [{ dtype: "float64" }, "dtype"],
  ])("%j, naming the field", (options, option) => {
    expect(() => parsePreprocessing(options as PreprocessingOptions)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option: expect.stringContaining(option) }),
    );
  });

  test("a preset and a field that there are not, with a suggestion", () => {
    const hint = (given: unknown) => {
      try {
        return parsePreprocessing(given as PreprocessingOptions);
      } catch (error) {
        return (error as { hint: string }).hint;
      }
    };
    expect(hint("imagnet")).toContain('"imagenet"');
    expect(hint({ interpolaton: "box" })).toContain('"interpolation"');
  });

  test("what is no JPEG, is cut, or would grow beyond the limit", async () => {
    const file = await jpeg(40, 30);
    const named = { name: "7/x.jpeg" };
    const cutFile = file.subarray(0, -10);
    await expect(preprocess(new Uint8Array(9), "imagenet", named)).rejects.toMatchObject({
      code: "NOT_A_JPEG",
      image: named.name,
    });
    await expect(preprocess(cutFile, "imagenet", named)).rejects.toMatchObject({
      code: "CORRUPT_IMAGE",
      image: named.name,
    });
    await expect(preprocess(image, { resize: 30_000 })).rejects.toMatchObject({
      code: "IMAGE_TOO_LARGE",
    });
  });
});

test("a preset is whole, frozen data with a known size", () => {
  expect(parsePreprocessing("imagenet")).toBe(presets.imagenet);
  // Runs of models are compared by their JSON.
  for (const preset of Object.values(presets)) {
    const json = JSON.stringify(preset);
    expect(JSON.stringify(parsePreprocessing(JSON.parse(json)))).toBe(json);
  }
  expect(Object.values(presets).map(fixedSize)).toEqual([
    [224, 224],
    [224, 224],
    [224, 224],
    [299, 299],
  ]);
  const parts = Object.values(presets).flatMap((preset) => [preset, preset.mean, preset.std]);
  expect(parts.every(Object.isFrozen)).toBe(true);
  expect(fixedSize(parsePreprocessing({ resize: [7, 9] }))).toEqual([7, 9]);
  expect(fixedSize(parsePreprocessing({ resize: 256 }))).toBeUndefined();
});
