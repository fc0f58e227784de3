import { runInNewContext } from "node:vm";
import { decodeJpeg, sniff } from "@imagenet-v2/decode";
import { tinyJpeg } from "@imagenet-v2/fixtures";
import { encodeJpeg, encodePng, thumbnail } from "@imagenet-v2/view";
import sharp from "sharp";
import { expect, test } from "vitest";
import { pattern } from "./examples.ts";

test("a PNG holds exactly the pixels", async () => {
  const image = pattern(20, 10);
  const png = await encodePng(image);
  expect(sniff(png)).toBe("PNG");
  expect(new Uint8Array(await sharp(png).raw().toBuffer())).toEqual(image.data);
});

test("a JPEG is one that can be decoded again, and grows with its quality", async () => {
  const [low, high] = await Promise.all(
    [20, 95].map((quality) => encodeJpeg(pattern(40, 30), { quality })),
  );
  expect((await decodeJpeg(low as Uint8Array)).shape).toEqual([30, 40, 3]);
  expect(high?.length).toBeGreaterThan(low?.length ?? 0);
});

test("a thumbnail fills its box, or stays inside it", async () => {
  const bytes = await tinyJpeg({ width: 80, height: 40 });
  const box = { width: 20, height: 20 };
  expect((await thumbnail(bytes, box)).shape).toEqual([20, 20, 3]);
  expect((await thumbnail(bytes, { ...box, fit: "inside" })).shape).toEqual([10, 20, 3]);
  expect((await thumbnail(pattern(80, 40), box)).data).toHaveLength(20 * 20 * 3);
});

test("refuses pixels that do not fill their shape", async () => {
  const image = { ...pattern(4, 4), shape: [4, 5, 3] as const };
  await expect(encodePng(image)).rejects.toMatchObject({ code: "INVALID_OPTION" });
});

const square = { data: new Uint8Array(12), shape: [2, 2, 3], dtype: "uint8" };
test.each([
  ["nothing", undefined],
  ["a path", "cat.jpeg"],
  ["floats", new Float32Array(12)],
  ["an object", {}],
  ["pixels of four channels", { ...square, shape: [1, 3, 4] }],
  ["fewer pixels than the shape says", { ...square, shape: [2, 3, 3] }],
])("%s is refused by every function", async (_, image) => {
  const refused = expect.objectContaining({ code: "INVALID_OPTION", option: "image" });
  await expect(thumbnail(image as never, { width: 2, height: 2 })).rejects.toEqual(refused);
  await expect(encodePng(image as never)).rejects.toEqual(refused);
  await expect(encodeJpeg(image as never)).rejects.toEqual(refused);
});

test("takes bytes and pixels of another realm", async () => {
  const bytes = await tinyJpeg();
  const copy = (from: ArrayLike<number>): Uint8Array =>
    runInNewContext("Uint8Array.from(list)", { list: Array.from(from) });
  const box = { width: 2, height: 2 };
  expect(await thumbnail(copy(bytes), box)).toEqual(await thumbnail(bytes, box));
  const pixels = await decodeJpeg(bytes);
  expect(await encodePng({ ...pixels, data: copy(pixels.data) })).toEqual(await encodePng(pixels));
});

test("refuses a box of no size and a quality that is none", async () => {
  const image = pattern(4, 4);
  const refused = { code: "INVALID_OPTION" };
  await expect(thumbnail(image, { width: 0, height: 4 })).rejects.toMatchObject(refused);
  await expect(encodeJpeg(image, { quality: 101 })).rejects.toMatchObject(refused);
});
