import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { decodeImage, decodeJpeg, preprocess } from "@imagenet-v2/decode";
import { parsePreprocessing } from "@imagenet-v2/decode/internal";
import { createKernel } from "@imagenet-v2/decode/kernel";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { jpeg, pattern } from "./images.ts";

interface Golden {
  readonly name: string;
  readonly png: string;
  readonly size?: readonly [width: number, height: number];
  readonly sha256?: string;
  readonly resized?: string;
  readonly refused?: string;
}

/** What Pillow makes of PNGs that reference/png.py has written. */
const { cases } = JSON.parse(
  readFileSync(new URL("reference/png.json", import.meta.url), "utf8"),
) as { readonly cases: readonly Golden[] };
const decoded = cases.filter(({ sha256 }) => sha256 !== undefined);
const refused = cases.filter(({ refused }) => refused !== undefined);

const bytesOf = ({ png }: Golden) => new Uint8Array(Buffer.from(png, "base64"));
const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

function chunk(name: string, data: Uint8Array): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(name), data, Buffer.alloc(4)]);
  bytes.writeUInt32BE(data.length, 0);
  bytes.writeInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
}

/** An 8-bit grey PNG whose header and rows need not agree. */
function greyPng(width: number, height: number, rows: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  const chunks = [
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.of()),
  ];
  return new Uint8Array(Buffer.concat([signature, ...chunks]));
}

describe("Pillow's PNGs", () => {
  test("there are some of each kind", () => {
    expect([decoded.length > 35, refused.length > 20]).toEqual([true, true]);
  });

  test.each(decoded)("$name: its pixels are Pillow's", async (golden) => {
    const { data, shape } = await decodeImage(bytesOf(golden));
    const [width, height] = golden.size as [number, number];
    expect(shape).toEqual([height, width, 3]);
    expect(sha256(data)).toBe(golden.sha256);
  });

  test.each(refused)("$name: refused, as by Pillow ($refused)", async (golden) => {
    await expect(decodeImage(bytesOf(golden), { name: "7/x.png" })).rejects.toMatchObject({
      code: "CORRUPT_IMAGE",
      message: expect.stringMatching(/^7\/x\.png: damaged PNG: .+ \(byte \d+\)\.$/),
    });
  });

  const small = { resize: 11, crop: 9, layout: "nhwc", dtype: "uint8" } as const;

  test.each(decoded)("$name: resized and cropped as by Pillow", async (golden) => {
    const { data, shape } = await preprocess(bytesOf(golden), small);
    expect(shape).toEqual([9, 9, 3]);
    expect(sha256(data as Uint8Array)).toBe(golden.resized);
  });

  test.each([true, false])("a kernel reads them in its own memory, SIMD or not: %s", (simd) => {
    const kernel = createKernel({ simd });
    const preprocessing = parsePreprocessing(small);
    for (const golden of decoded) {
      const bytes = bytesOf(golden);
      const input = kernel.input(bytes.length);
      input.set(bytes);
      const batch = new Uint8Array(2 * 243);
      kernel.decodeInto(input, { preprocessing }, batch, 243);
      expect(sha256(batch.subarray(243)), golden.name).toBe(golden.resized);
      expect(batch.subarray(0, 243).every((byte) => byte === 0)).toBe(true);
    }
  });
});

test("what another writer stores comes back", async () => {
  const options = fc.record({
    progressive: fc.boolean(),
    adaptiveFiltering: fc.boolean(),
    compressionLevel: fc.constantFrom(0, 6, 9),
  });
  const side = fc.integer({ min: 1, max: 40 });
  await fc.assert(
    fc.asyncProperty(
      side,
      side,
      fc.constantFrom(3, 4),
      fc.infiniteStream(fc.nat(255)),
      options,
      async (width, height, channels, stream, png) => {
        const raw = Uint8Array.from(
          { length: width * height * channels },
          () => stream.next().value,
        );
        const file = await sharp(raw, { raw: { width, height, channels } }).png(png).toBuffer();
        const rgb = raw.filter((_, i) => i % channels < 3);
        expect((await decodeImage(file)).data).toEqual(rgb);
      },
    ),
    { numRuns: 60 },
  );
}, 30_000);

test("an image on a palette has the colours of its palette", async () => {
  const image = sharp(pattern(40, 30).data, { raw: { width: 40, height: 30, channels: 3 } });
  const file = await image.png({ palette: true, colours: 16 }).toBuffer();
  const { data } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect((await decodeImage(file)).data).toEqual(new Uint8Array(data));
});

describe("what it is, its bytes tell", () => {
  test("a JPEG is decoded as decodeJpeg does", async () => {
    const bytes = await jpeg(40, 30);
    for (const dct of ["accurate", "fast"] as const) {
      expect(await decodeImage(bytes, { dct, name: "x.png" })).toEqual(
        await decodeJpeg(bytes, { dct }),
      );
    }
  });

  test("decodeJpeg takes no PNG", async () => {
    const png = greyPng(1, 1, Uint8Array.of(0, 7));
    expect((await decodeImage(png)).data).toEqual(Uint8Array.of(7, 7, 7));
    await expect(decodeJpeg(png)).rejects.toMatchObject({ code: "NOT_A_JPEG" });
  });

  test.each(["gif", "webp", "tiff", "avif"] as const)(
    "%s is UNSUPPORTED by its name",
    async (format) => {
      const image = sharp(pattern(16, 16).data, { raw: { width: 16, height: 16, channels: 3 } });
      const bytes = await image.toFormat(format).toBuffer();
      for (const work of [
        decodeImage(bytes, { name: "x" }),
        preprocess(bytes, "imagenet", { name: "x" }),
      ]) {
        await expect(work).rejects.toMatchObject({
          code: "UNSUPPORTED",
          message: expect.stringMatching(/^x: cannot decode (GIF|WebP|TIFF|AVIF)\.$/),
        });
      }
    },
  );

  test("bytes that are not an image are refused as such", async () => {
    await expect(decodeImage(Buffer.from("<html>"), { name: "x" })).rejects.toMatchObject({
      code: "NOT_A_JPEG",
      message: "x: expected a JPEG or PNG, found an HTML page.",
    });
  });

  test("16-bit grey is refused, since Pillow clips it", async () => {
    const golden = cases.find(({ name }) => name === "16-bit grey") as Golden;
    await expect(decodeImage(bytesOf(golden))).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("16-bit grey"),
    });
  });
});

describe("sizes", () => {
  test("are checked before there is memory for the image", async () => {
    await expect(decodeImage(greyPng(2 ** 31, 2 ** 31, Buffer.of(0)))).rejects.toMatchObject({
      code: "IMAGE_TOO_LARGE",
      width: 2 ** 31,
      height: 2 ** 31,
    });
    const png = greyPng(4, 3, new Uint8Array(15));
    await expect(decodeImage(png, { maxPixels: 11 })).rejects.toMatchObject({
      code: "IMAGE_TOO_LARGE",
    });
    expect((await decodeImage(png, { maxPixels: 12 })).shape).toEqual([3, 4, 3]);
  });

  test("no memory is taken for more rows than so short a file can hold", async () => {
    await expect(decodeImage(greyPng(8000, 8000, Buffer.of(0)))).rejects.toMatchObject({
      code: "CORRUPT_IMAGE",
      message: expect.stringContaining("ends before the image does"),
    });
  });

  test("a file that inflates to more than its image is inflated no further", async () => {
    const rows = new Uint8Array(64 * 2 ** 20);
    rows.set([0, 1, 0, 2]);
    expect((await decodeImage(greyPng(1, 2, rows))).data).toEqual(Uint8Array.of(1, 1, 1, 2, 2, 2));
  });

  // Pillow makes the missing rows black where the data end with a row.
  test("missing rows are a damage, not black", async () => {
    await expect(decodeImage(greyPng(2, 2, Uint8Array.of(0, 9, 9)))).rejects.toMatchObject({
      code: "CORRUPT_IMAGE",
      message: expect.stringContaining("too few rows"),
    });
  });

  test("pixels that do not fit where they are to go are a RangeError", () => {
    const kernel = createKernel();
    const png = greyPng(1, 2, Uint8Array.of(0, 1, 0, 2));
    const into = new Uint8Array(7);
    expect(kernel.decode(png, { into }).data).toEqual(Uint8Array.of(1, 1, 1, 2, 2, 2));
    expect(() => kernel.decode(png, { into: new Uint8Array(5) })).toThrow(RangeError);
  });
});
