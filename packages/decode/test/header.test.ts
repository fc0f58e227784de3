import { jpegHeader } from "@imagenet-v2/decode";
import fc from "fast-check";
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
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
      try {
        expect(jpegHeader(Uint8Array.of(0xff, 0xd8, 0xff, ...tail)).width).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toMatchObject({ code: "CORRUPT_IMAGE", image: "image" });
      }
    }),
  );
});
