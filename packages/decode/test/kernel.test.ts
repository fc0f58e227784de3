import { createHash } from "node:crypto";
import type { ImageTensor } from "@imagenet-v2/core";
import { createKernel, type Kernel, presets, type Refusal } from "@imagenet-v2/decode/kernel";
import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { handmade, samplings, segment } from "./handmade.ts";
import { flatJpeg, jpeg, markerAt, splice } from "./images.ts";
import libjpeg from "./reference/libjpeg.json" with { type: "json" };

let kernel: Kernel;
beforeAll(() => {
  kernel = createKernel();
});

const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");

function pixels(decoded: ImageTensor | Refusal): Uint8Array {
  expect(decoded).toBeTypeOf("object");
  return (decoded as ImageTensor).data;
}

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
      expect(sha256(pixels(kernel.decode(bytes)))).toBe(file.accurate);
      expect(sha256(pixels(kernel.decode(bytes, { dct: "fast" })))).toBe(file.fast);
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

  test.each([{}, { chromaSubsampling: "4:4:4" }, { optimiseCoding: false }, { quality: 100 }])(
    "of files by an encoder: %j",
    async (options) => {
      const bytes = await jpeg(161, 83, options);
      const expected = await sharp(bytes).raw().toBuffer();
      expect(sha256(pixels(kernel.decode(bytes)))).toBe(sha256(expected));
    },
  );
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
        expect(kernel.decodeInto(bytes, { preprocessing, dct }, from)).toBeUndefined();
        const whole: ImageTensor = {
          data: all,
          shape: [file.height, file.width, 3],
          dtype: "uint8",
        };
        expect(kernel.resampleInto(whole, preprocessing, to)).toBeUndefined();
        expect(from).toEqual(to);
      }),
      { numRuns: 80 },
    );
  });

  test("that ends above the damage does not see it, but a cut file always is", async () => {
    const options = {
      preprocessing: {
        ...presets.imagenet,
        resize: null,
        crop: [8, 160] as const,
        dtype: "uint8" as const,
      },
    };
    const bytes = await jpeg(160, 160);
    const out = new Uint8Array(3 * 8 * 160);
    const damaged = splice(bytes, bytes.length - 100, 2, [0xff, 0x00]);
    expect(kernel.decodeInto(damaged, options, out)).toBeUndefined();
    expect(kernel.decodeInto(bytes.subarray(0, -10), options, out)).toBe("damage");
  });
});

test("an image goes into memory that is there already", () => {
  const into = new Uint8Array(1000).fill(7);
  const { data, shape } = kernel.decode(flatJpeg([40]), { into }) as ImageTensor;
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
    expect(kernel.decodeInto(cut, { preprocessing: imagenet }, direct)).toBe("damage");
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

describe("it declines", () => {
  test("what it does not decode, by kind", async () => {
    const bytes = await jpeg(40, 30, { chromaSubsampling: "4:4:4" });
    const frame = markerAt(bytes, 0xc0);
    const cmyk = await jpeg(8, 8, {}, (image) => image.toColourspace("cmyk"));
    expect(kernel.decode(await jpeg(40, 30, { progressive: true }))).toBe("coding");
    expect(kernel.decode(splice(bytes, frame + 4, 1, [12]))).toBe("precision");
    expect(kernel.decode(cmyk)).toBe("colour");
    expect(kernel.decode(splice(bytes, frame + 11, 1, [0x41]))).toBe("sampling");
    const lone = flatJpeg([40]);
    expect(kernel.decode(splice(lone, markerAt(lone, 0xc0) + 11, 1, [0x79]))).toBe("sampling");
  });

  test("what is damaged", async () => {
    const bytes = await jpeg(40, 30);
    const scan = markerAt(bytes, 0xda);
    const damaged = [
      new Uint8Array(),
      Uint8Array.of(0xff, 0xd8, 0xff),
      bytes.subarray(0, scan),
      bytes.subarray(0, -1),
      splice(bytes, scan + 40, 20), // twenty bytes less
      splice(bytes, bytes.length - 2, 0, [1, 2, 3]), // three too many
      splice(bytes, 2, 0, [0xff, 0x85, 0, 2]), // a marker that nobody knows
      splice(bytes, scan + 30, 0, [0xff, 0xff, 0]), // a fill byte, and no marker behind it
      splice(bytes, scan + 30, 0, [0xff, 0xd3]), // a restart marker that nobody announced
    ];
    expect(damaged.map((file) => kernel.decode(file))).toEqual(damaged.map(() => "damage"));
  });

  test.each([
    ["DC", 0x01, 0x10],
    ["AC", 0x11, 0x01],
  ])("codes by an empty %s table", (_, table, choice) => {
    const lone = flatJpeg([40]);
    const scan = markerAt(lone, 0xda);
    const empty = segment(0xc4, [table, ...Array<number>(16).fill(0)]);
    const codes = [1, 1, choice, 0, 63, 0, 0, 0, 0xff, 0xd9];
    const bytes = splice(lone, scan, lone.length, [
      ...empty,
      ...lone.slice(scan, scan + 4),
      ...codes,
    ]);
    // A new one: no table was there before.
    expect(createKernel().decode(bytes)).toBe("damage");
  });

  test("more pixels than the limit, before it makes room for them", async () => {
    const bytes = await jpeg(40, 30);
    const huge = splice(bytes, markerAt(bytes, 0xc0) + 5, 4, [0x7f, 0xff, 0x7f, 0xff]);
    expect(() => kernel.decode(huge, { name: "7/x.jpeg" })).toThrow(
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
    expect(kernel.normaliseInto(tensor, preprocessing, again, 5)).toBeUndefined();
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
