import { createHash } from "node:crypto";
import type { ImageTensor } from "@imagenet-v2/core";
import { createKernel, type Kernel, presets } from "@imagenet-v2/decode/kernel";
import { tinyJpeg } from "@imagenet-v2/fixtures";
import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { handmade, samplings, segment } from "./handmade.ts";
import { flatJpeg, jpeg, markerAt, splice } from "./images.ts";
import libjpeg from "./reference/libjpeg.json" with { type: "json" };

let kernel: Kernel;
/** The same decoder as runtimes without WebAssembly SIMD have it. */
let scalar: Kernel;
beforeAll(() => {
  kernel = createKernel();
  scalar = createKernel({ simd: false });
});

const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");

const pixels = ({ data }: ImageTensor) => data;

const files = fc.record({
  width: fc.integer({ min: 1, max: 80 }),
  height: fc.integer({ min: 1, max: 60 }),
  sampling: fc.constantFrom(...Object.values(samplings)),
  restartInterval: fc.constantFrom(0, 0, 1, 2, 5),
  seed: fc.nat(1_000_000),
});

describe("its pixels are libjpeg's", () => {
  test.each(libjpeg.cases)(
    "$sampling, $width × $height, DC by $dcQuantiser, seed $seed",
    (file) => {
      const bytes = handmade({ ...file, sampling: samplings[file.sampling] as [number, number][] });
      for (const decoder of [kernel, scalar]) {
        expect(sha256(pixels(decoder.decode(bytes)))).toBe(file.accurate);
        expect(sha256(pixels(decoder.decode(bytes, { dct: "fast" })))).toBe(file.fast);
      }
    },
  );

  test("for whatever is written, as sharp has them", async () => {
    await fc.assert(
      fc.asyncProperty(files, async (file) => {
        const bytes = handmade(file);
        const expected = await sharp(bytes, { failOn: "warning" }).raw().toBuffer();
        expect(sha256(pixels(kernel.decode(bytes)))).toBe(sha256(expected));
      }),
      { numRuns: 80 },
    );
  });

  test.each([
    {},
    { chromaSubsampling: "4:4:4" },
    { optimiseCoding: false },
    { quality: 100 },
    { progressive: true },
    { progressive: true, chromaSubsampling: "4:4:4", quality: 100 },
  ])("of files by an encoder: %j", async (options) => {
    const bytes = await jpeg(161, 83, options);
    const expected = await sharp(bytes).raw().toBuffer();
    expect(sha256(pixels(kernel.decode(bytes)))).toBe(sha256(expected));
  });
});

describe("a window", () => {
  test("is the same part of the whole, wherever it lies", () => {
    const crops = fc.record({
      height: fc.integer({ min: 1, max: 90 }),
      width: fc.integer({ min: 1, max: 90 }),
    });
    fc.assert(
      fc.property(files, crops, fc.constantFrom("accurate", "fast"), (file, crop, dct) => {
        const bytes = handmade(file);
        const preprocessing = {
          ...presets.imagenet,
          ...{ resize: null, crop: [crop.height, crop.width] as const },
          ...({ layout: "nhwc", dtype: "uint8" } as const),
        };
        const all = pixels(kernel.decode(bytes, { dct }));
        const cropped = new Uint8Array(crop.height * crop.width * 3);
        const [from, to] = [new Uint8Array(cropped.length), new Uint8Array(cropped.length)];
        kernel.decodeInto(bytes, { preprocessing, dct }, from);
        const whole: ImageTensor = {
          data: all,
          shape: [file.height, file.width, 3],
          dtype: "uint8",
        };
        kernel.resampleInto(whole, preprocessing, to);
        expect(from).toEqual(to);
      }),
      { numRuns: 80 },
    );
  });

  test("has the verdict of the whole file, whatever is wrong below it", async () => {
    const preprocessing = {
      ...presets.imagenet,
      ...({ resize: null, crop: [8, 160], dtype: "uint8" } as const),
    };
    const bytes = await jpeg(160, 160);
    const window = (file: Uint8Array) => {
      const out = new Uint8Array(3 * 8 * 160);
      kernel.decodeInto(file, { preprocessing }, out);
      return out;
    };
    const below = bytes.length - 60;
    // libjpeg decodes on after bytes that are other data, and stops for a marker that it does not know.
    expect(window(splice(bytes, below, 2, [0xff, 0x00]))).toEqual(window(bytes));
    const refused = expect.objectContaining({ code: "CORRUPT_IMAGE" });
    expect(() => window(splice(bytes, below, 0, [0xff, 0x85]))).toThrow(refused);
    expect(() => window(bytes.subarray(0, -10))).toThrow(refused);
  });
});

test("an image goes into memory that is there already", () => {
  const into = new Uint8Array(1000).fill(7);
  const { data, shape } = kernel.decode(flatJpeg([40]), { into });
  expect([data.buffer, data.byteOffset, data.length]).toEqual([into.buffer, 0, 8 * 8 * 3]);
  expect(shape).toEqual([8, 8, 3]);
  expect([into[0], into[191], into[192]]).toEqual([40, 40, 7]);
  expect(() => kernel.decode(flatJpeg([40]), { into: new Uint8Array(191) })).toThrow(RangeError);
});

test.each([2 ** 30 + 1, 2 ** 31, 3 * 2 ** 30, 2 ** 32 + 5])(
  "has no room for %i bytes",
  (length) => {
    expect(() => kernel.input(length)).toThrow(RangeError);
    expect(pixels(kernel.decode(flatJpeg([40])))).toHaveLength(192);
  },
);

describe("a batch", () => {
  const [bytes, other] = [
    handmade({
      width: 90,
      height: 70,
      sampling: samplings["4:2:0"] as [number, number][],
      seed: 9,
    }),
    flatJpeg([40]),
  ];
  const small = { resize: 20, crop: 16 } as const;
  const imagenet = { ...presets.imagenet, ...small };
  const mobilenet = { ...presets.mobilenet, ...small };
  const length = 3 * 16 * 16;

  test("is written in place, in shared memory too", () => {
    const batch = new Float32Array(new SharedArrayBuffer(4 * 3 * length)).fill(7);
    const alone = new Float32Array(length);
    kernel.decodeInto(bytes, { preprocessing: imagenet }, alone);
    kernel.decodeInto(bytes, { preprocessing: imagenet }, batch, length);
    expect(batch.subarray(length, 2 * length)).toEqual(alone);
    expect([batch[0], batch[length - 1], batch[2 * length]]).toEqual([7, 7, 7]);
  });

  test("a file read into the kernel's own memory is not copied", () => {
    const [copied, direct] = [new Float32Array(length), new Float32Array(length)];
    kernel.decodeInto(bytes, { preprocessing: imagenet }, copied);
    const room = kernel.input(bytes.length);
    room.set(bytes);
    kernel.decodeInto(room, { preprocessing: imagenet }, direct);
    expect(direct).toEqual(copied);
  });

  test("of a file shorter than the room it was read to, the rest is not looked at", () => {
    const [whole, direct] = [new Float32Array(length), new Float32Array(length)];
    const room = kernel.input(bytes.length + 1000).fill(255);
    room.set(bytes);
    const [all, cut] = [room.subarray(0, bytes.length), room.subarray(0, bytes.length - 9)];
    expect(() => kernel.decodeInto(cut, { preprocessing: imagenet }, direct)).toThrow(
      expect.objectContaining({ code: "CORRUPT_IMAGE" }),
    );
    kernel.decodeInto(bytes, { preprocessing: imagenet }, whole);
    kernel.input(bytes.length + 1000).set(bytes);
    kernel.decodeInto(all, { preprocessing: imagenet }, direct);
    expect(direct).toEqual(whole);
  });

  test("two preprocessings in turn do not mix", () => {
    const [a, b, c] = [
      new Float32Array(length),
      new Float32Array(length),
      new Float32Array(length),
    ];
    kernel.decodeInto(other, { preprocessing: imagenet }, a);
    kernel.decodeInto(other, { preprocessing: mobilenet }, b);
    kernel.decodeInto(other, { preprocessing: imagenet }, c);
    // 40 / 255 - 0.485 over 0.229, and 40 / 255 - 0.5 over 0.5, by hand.
    expect(a[0]).toBeCloseTo(-1.4329, 4);
    expect(b[0]).toBeCloseTo(-0.68627, 4);
    expect(c).toEqual(a);
  });
});

describe("it decodes damage as libjpeg does", () => {
  // sharp's libjpeg, told not to mind.
  const theirs = async (bytes: Uint8Array) =>
    new Uint8Array(await sharp(bytes, { failOn: "none", ignoreIcc: true }).raw().toBuffer());

  test("to the same pixels, as far as it can be decoded", async () => {
    const bytes = await jpeg(40, 30);
    const scan = markerAt(bytes, 0xda);
    const files = [
      splice(bytes, scan + 40, 20), // twenty bytes less
      splice(bytes, bytes.length - 2, 0, [1, 2, 3]), // three too many
      splice(bytes, scan + 30, 0, [0xff, 0xff, 0]), // a fill byte before a byte of data
      splice(bytes, scan + 30, 0, [0xff, 0xd3]), // a restart marker that nobody announced
    ];
    for (const file of files) {
      expect(pixels(kernel.decode(file))).toEqual(await theirs(file));
      expect(pixels(scalar.decode(file))).toEqual(await theirs(file));
    }
  });

  test.each([
    ["DC", 0x01, 0x10],
    ["AC", 0x11, 0x01],
  ])("codes by an empty %s table", async (_, table, choice) => {
    const lone = flatJpeg([40]);
    const scan = markerAt(lone, 0xda);
    const empty = segment(0xc4, [table, ...Array<number>(16).fill(0)]);
    const codes = [1, 1, choice, 0, 63, 0, 0, 0, 0xff, 0xd9];
    const file = splice(lone, scan, lone.length, [
      ...empty,
      ...lone.slice(scan, scan + 4),
      ...codes,
    ]);
    // A new one: no table was there before. Grey comes out of sharp as one channel.
    const { data } = createKernel().decode(file);
    expect(data.filter((_, i) => i % 3 === 0)).toEqual((await theirs(file)).slice(0, 64));
  });
});

describe("it refuses", () => {
  test("kinds of JPEG that it does not decode, by what they are", async () => {
    const bytes = await jpeg(40, 30);
    const frame = markerAt(bytes, 0xc0);
    const feature = (file: Uint8Array) => {
      try {
        kernel.decode(file, { name: "7/x.jpeg" });
      } catch (error) {
        return error;
      }
    };
    const lossless = splice(bytes, frame + 1, 1, [0xc3]);
    expect(feature(lossless)).toMatchObject({ code: "UNSUPPORTED", image: "7/x.jpeg" });
    expect(feature(lossless)).toMatchObject({ feature: "lossless and hierarchical JPEG" });
    const deep = splice(bytes, frame + 4, 1, [12]);
    expect(feature(deep)).toMatchObject({ feature: "JPEG with other than 8 bits a sample" });
    const odd = splice(bytes, frame + 11, 4, [0x31, 0, 2, 0x21]); // 3 blocks of light for 2 of blue
    expect(feature(odd)).toMatchObject({ code: "UNSUPPORTED" });
  });

  test("what Pillow and TensorFlow refuse, with what is wrong and where", async () => {
    const bytes = await jpeg(40, 30);
    const scan = markerAt(bytes, 0xda);
    const lone = flatJpeg([40]);
    const damaged = {
      "headers are cut": bytes.subarray(0, scan),
      "the file ends before the image does": bytes.subarray(0, -10),
      "headers are cut or invalid": splice(bytes, 2, 0, [0xff, 0x85, 0, 2]),
      "a marker is unknown": splice(bytes, bytes.length - 20, 0, [0xff, 0x85]),
      "a sampling factor": splice(lone, markerAt(lone, 0xc0) + 11, 1, [0x79]),
      "more scans than it needs": splice(bytes, bytes.length - 2, 0, bytes.slice(scan, scan + 14)),
    };
    for (const [what, file] of Object.entries(damaged)) {
      expect(() => kernel.decode(file, { name: "7/x.jpeg" }), what).toThrow(
        expect.objectContaining({
          code: "CORRUPT_IMAGE",
          image: "7/x.jpeg",
          byte: expect.any(Number),
          message: expect.stringMatching(
            new RegExp(
              `^7/x\\.jpeg: damaged JPEG: [^\\n]*${what}[^\\n]* \\(byte \\d+[^\\n]*\\)\\.$`,
            ),
          ),
        }),
      );
    }
  });

  test("more pixels than the limit, before it makes room for them", async () => {
    const bytes = await jpeg(40, 30);
    const huge = splice(bytes, markerAt(bytes, 0xc0) + 5, 4, [0x7f, 0xff, 0x7f, 0xff]);
    expect(() => kernel.decode(huge, { name: "7/x.jpeg" })).toThrow(
      expect.objectContaining({ code: "IMAGE_TOO_LARGE", image: "7/x.jpeg" }),
    );
  });

  test("scans without end, which would take minutes", async () => {
    const bytes = await tinyJpeg({
      width: 2000,
      height: 2000,
      color: [9, 9, 9],
      progressive: true,
    });
    const scan = bytes.subarray(bytes.lastIndexOf(Buffer.from([0xff, 0xda])), -2);
    const many = Buffer.concat([
      bytes.subarray(0, -2),
      ...Array<Uint8Array>(20_000).fill(scan),
      bytes.subarray(-2),
    ]);
    expect(kernel.decode(bytes).shape).toEqual([2000, 2000, 3]);
    expect(() => kernel.decode(many, { name: "7/x.jpeg" })).toThrow(
      expect.objectContaining({ code: "IMAGE_TOO_LARGE", image: "7/x.jpeg" }),
    );
  });
});

test.each(["nchw", "nhwc"] as const)("normalises a tensor of bytes, %s", async (layout) => {
  const bytes = await jpeg(70, 50);
  for (const channels of ["rgb", "bgr"] as const) {
    const preprocessing = { ...presets.clip, resize: 240, crop: 231, layout, channels };
    const length = 3 * 231 * 231;
    const floats = new Float32Array(length);
    kernel.decodeInto(bytes, { preprocessing }, floats);
    const tensor = new Uint8Array(length);
    kernel.decodeInto(bytes, { preprocessing: { ...preprocessing, dtype: "uint8" } }, tensor);
    const again = new Float32Array(length + 5);
    kernel.normaliseInto(tensor, preprocessing, again, 5);
    expect(again.subarray(5)).toEqual(floats);
    // From where it was read to, in a kernel that has to grow for it.
    const fresh = createKernel();
    const input = fresh.input(length);
    input.set(tensor);
    again.fill(0);
    fresh.normaliseInto(input, preprocessing, again, 5);
    expect(again.subarray(5)).toEqual(floats);
  }
});
