import { imageHeader, jpegHeader } from "@imagenet-v2/decode";
import fc from "fast-check";
import sharp from "sharp";
import { expect, test } from "vitest";
import { jpeg, markerAt, splice } from "./images.ts";

test("reads size and components without decoding", async () => {
  const colour = await jpeg(30, 20);
  const grey = await jpeg(7, 9, {}, (image) => image.toColourspace("b-w"));
  const cmyk = await jpeg(5, 3, {}, (image) => image.toColourspace("cmyk"));
  expect(jpegHeader(colour)).toEqual({ width: 30, height: 20, components: 3 });
  expect(jpegHeader(grey)).toEqual({ width: 7, height: 9, components: 1 });
  expect(jpegHeader(cmyk)).toEqual({ width: 5, height: 3, components: 4 });
});

test("reads those of PNGs, too, and tells what it does not decode", async () => {
  const colour = await jpeg(30, 20);
  const [png, greyPng] = [
    await sharp(colour).png().toBuffer(),
    await sharp(colour).toColourspace("b-w").png().toBuffer(),
  ];
  expect(imageHeader(colour)).toEqual({ width: 30, height: 20, components: 3 });
  expect(imageHeader(png)).toEqual({ width: 30, height: 20, components: 3 });
  expect(imageHeader(greyPng)).toEqual({ width: 30, height: 20, components: 1 });
  const gif = await sharp(colour).gif().toBuffer();
  expect(() => imageHeader(gif, { name: "a.gif" })).toThrow("a.gif: cannot decode GIF.");
});

test("reads progressive headers, and through comments, fill bytes and garbage", async () => {
  const bytes = await jpeg(30, 20, { progressive: true });
  const comment = [0xff, 0xfe, 0, 6, 0xff, 0xc0, 0xff, 0xd9]; // holds what looks like markers
  const size = { width: 30, height: 20, components: 3 };
  expect(jpegHeader(splice(bytes, 2, 0, comment))).toEqual(size);
  expect(jpegHeader(splice(bytes, 2, 0, [0xff, 0xff]))).toEqual(size);
  expect(jpegHeader(splice(bytes, markerAt(bytes, 0xc2), 0, [0, 1, 2]))).toEqual(size);
});

test("a header without a frame, or of no size, is corrupt", async () => {
  const bytes = await jpeg(30, 20);
  const frame = markerAt(bytes, 0xc0);
  const corrupt = expect.objectContaining({ code: "CORRUPT_IMAGE" });
  expect(() => jpegHeader(bytes.subarray(0, frame))).toThrow(corrupt);
  expect(() => jpegHeader(splice(bytes, frame + 5, 2, [0, 0]))).toThrow(corrupt);
  expect(() => jpegHeader(Uint8Array.of(0xff, 0xd8, 0xff))).toThrow(corrupt);
});

test("whatever stands in a header, it is read to an end or refused by name", () => {
  // A segment is FF, its marker, its length, its content: mostly true ones, of frames and of others.
  const segment = fc
    .record({
      marker: fc.oneof(fc.constantFrom(0xc0, 0xc2, 0xe0, 0xfe), fc.nat({ max: 0xff })),
      content: fc.uint8Array({ maxLength: 20 }),
      lie: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: -2, max: 40 })),
    })
    .map(({ marker, content, lie }) => {
      const length = Math.max(0, content.length + 2 + lie);
      return [0xff, marker, length >> 8, length & 0xff, ...content];
    });
  const frame = fc
    .tuple(fc.nat({ max: 0xffff }), fc.nat({ max: 0xffff }), fc.constantFrom(1, 3, 4, 9))
    .map(([height, width, components]) => {
      const length = 8 + 3 * components;
      const size = [height >> 8, height & 0xff, width >> 8, width & 0xff];
      const each = Array.from({ length: components }, (_, i) => [i + 1, 0x11, 0]).flat();
      return [0xff, 0xc0, 0, length, 8, ...size, components, ...each];
    });
  const tally = { read: 0, refused: 0 };
  fc.assert(
    fc.property(fc.array(fc.oneof(segment, frame), { maxLength: 6 }), (segments) => {
      try {
        const { width, height } = jpegHeader(Uint8Array.of(0xff, 0xd8, ...segments.flat(), 0xff));
        expect(Math.min(width, height)).toBeGreaterThan(0);
        tally.read++;
      } catch (error) {
        expect(error).toMatchObject({ code: "CORRUPT_IMAGE", image: "image" });
        tally.refused++;
      }
    }),
    { numRuns: 1000 },
  );
  expect(Math.min(tally.read, tally.refused)).toBeGreaterThan(100);
});
