import { runInNewContext } from "node:vm";
import { decodeJpeg, jpegHeader, preprocess } from "@imagenet-v2/decode";
import { tinyJpeg } from "@imagenet-v2/fixtures";
import sharp from "sharp";
import { describe, expect, test } from "vitest";

describe("bytes that are not an image", () => {
  const square = { data: new Uint8Array(12), shape: [2, 2, 3], dtype: "uint8" };
  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a path", "cat.jpeg"],
    ["floats", new Float32Array(12)],
    ["an object", {}],
    ["pixels without a shape", { ...square, shape: undefined }],
    ["pixels of four channels", { ...square, shape: [1, 3, 4] }],
    ["fewer pixels than the shape says", { ...square, shape: [2, 3, 3] }],
    ["pixels of a shape that is none", { ...square, shape: ["2", {}, 3] }],
  ])("is refused: %s", async (_, image) => {
    const refused = expect.objectContaining({ code: "INVALID_OPTION", option: "image" });
    await expect(preprocess(image as never, "imagenet")).rejects.toEqual(refused);
  });

  test.each([undefined, null, "cat.jpeg", {}])("nor are bytes: %j", async (bytes) => {
    const refused = expect.objectContaining({ code: "INVALID_OPTION", option: "bytes" });
    await expect(decodeJpeg(bytes as never)).rejects.toEqual(refused);
    expect(() => jpegHeader(bytes as never)).toThrow(refused);
  });

  test("bytes and pixels of another realm are taken", async () => {
    const bytes = await tinyJpeg();
    const copy = (from: ArrayLike<number>): Uint8Array =>
      runInNewContext("Uint8Array.from(list)", { list: Array.from(from) });
    expect(await preprocess(copy(bytes), "imagenet")).toEqual(await preprocess(bytes, "imagenet"));
    const progressive = await sharp(bytes).jpeg({ progressive: true }).toBuffer();
    expect(await decodeJpeg(copy(progressive))).toEqual(await decodeJpeg(progressive));
    const pixels = await decodeJpeg(bytes);
    expect(await decodeJpeg(copy(bytes))).toEqual(pixels);
    const elsewhere = { ...pixels, data: copy(pixels.data) };
    expect(await preprocess(elsewhere, "imagenet")).toEqual(await preprocess(bytes, "imagenet"));
  });
});
