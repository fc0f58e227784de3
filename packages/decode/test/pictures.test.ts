import { decodeJpeg, encodeJpeg, encodePng, sniff, thumbnail } from "@imagenet-v2/decode";
import sharp from "sharp";
import { expect, test } from "vitest";
import { jpeg, pattern } from "./images.ts";

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
  const bytes = await jpeg(80, 40);
  const box = { width: 20, height: 20 };
  expect((await thumbnail(bytes, box)).shape).toEqual([20, 20, 3]);
  expect((await thumbnail(bytes, { ...box, fit: "inside" })).shape).toEqual([10, 20, 3]);
  expect((await thumbnail(pattern(80, 40), box)).data).toHaveLength(20 * 20 * 3);
});

test("refuses pixels that do not fill their shape", async () => {
  const image = { ...pattern(4, 4), shape: [4, 5, 3] as const };
  await expect(encodePng(image)).rejects.toMatchObject({ code: "INVALID_OPTION" });
});

test("refuses a box of no size and a quality that is none", async () => {
  const image = pattern(4, 4);
  const refused = { code: "INVALID_OPTION" };
  await expect(thumbnail(image, { width: 0, height: 4 })).rejects.toMatchObject(refused);
  await expect(encodeJpeg(image, { quality: 101 })).rejects.toMatchObject(refused);
});
