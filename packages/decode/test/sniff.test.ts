import { sniff } from "@imagenet-v2/decode";
import { isJpeg } from "@imagenet-v2/decode/internal";
import sharp from "sharp";
import { expect, test } from "vitest";
import { jpeg } from "./images.ts";

const text = (words: string) => new TextEncoder().encode(words);

test("a JPEG begins with FF D8 FF, and nothing less will do", async () => {
  expect(isJpeg(await jpeg(8, 8))).toBe(true);
  expect(isJpeg(Uint8Array.of(0xff, 0xd8, 0xff))).toBe(true);
  expect(isJpeg(Uint8Array.of(0xff, 0xd8))).toBe(false);
  expect(isJpeg(new Uint8Array())).toBe(false);
});

test.each([
  ["jpeg", "JPEG"],
  ["png", "PNG"],
  ["gif", "GIF"],
  ["webp", "WebP"],
  ["tiff", "TIFF"],
  ["avif", "AVIF"],
] as const)("knows a real %s", async (format, name) => {
  const image = sharp({ create: { width: 8, height: 8, channels: 3, background: "teal" } });
  expect(sniff(await image.toFormat(format).toBuffer())).toBe(name);
});

test.each([
  ["<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG document"],
  ["\uFEFF\n<?xml version='1.0'?>\n<!-- drawn -->\n<SVG>", "an SVG document"],
  ["<!DOCTYPE html><title>Sign in</title>", "an HTML page"],
  ["<?xml version='1.0'?><Error>AccessDenied</Error>", "an XML document"],
  ['{"error": "not found"}', "JSON"],
  ["PK\x03\x04rest", "a zip archive"],
  ["\0\0", "unknown data (00 00)"],
  ["BZh9", "bzip2 data"],
  ["Rar!\x1a\x07", "a RAR archive"],
  ["version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"],
  ["version 2", "unknown data (76 65 72 73 …)"],
])("says what %j looks like", (words, name) => {
  expect(sniff(text(words))).toBe(name);
});

test.each([
  ["xz data", "fd377a585a000004"],
  ["zstd data", "28b52ffd2400"],
  ["a 7z archive", "377abcaf271c0004"],
  ["gzip data", "1f8b0800"],
])("knows %s", (name, hex) => {
  expect(sniff(Buffer.from(hex, "hex"))).toBe(name);
});

test("says that nothing is nothing", () => {
  expect(sniff(new Uint8Array())).toBe("nothing (0 bytes)");
});
