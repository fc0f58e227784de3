import { decodeJpeg } from "@imagenet-v2/decode";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { flatJpeg, jpeg, markerAt, pattern, splice } from "./images.ts";

/** How far two pictures are apart, per sample. */
function meanDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, sample, i) => sum + Math.abs(sample - (b[i] as number)), 0) / a.length;
}

describe("what it decodes", () => {
  test("gives rows of RGB that show the picture", async () => {
    const image = await decodeJpeg(
      await jpeg(40, 30, { quality: 100, chromaSubsampling: "4:4:4" }),
    );
    expect(image.shape).toEqual([30, 40, 3]);
    expect(image.dtype).toBe("uint8");
    expect(meanDifference(image.data, pattern(40, 30).data)).toBeLessThan(1);
  });

  test("one pixel is an image", async () => {
    expect((await decodeJpeg(await jpeg(1, 1))).shape).toEqual([1, 1, 3]);
  });

  test("grey comes out as three equal channels", async () => {
    const { data, shape } = await decodeJpeg(
      await jpeg(16, 8, {}, (image) => image.toColourspace("b-w")),
    );
    expect(shape).toEqual([8, 16, 3]);
    for (let i = 0; i < data.length; i += 3) {
      expect([data[i + 1], data[i + 2]]).toEqual([data[i], data[i]]);
    }
  });

  test("progressive pixels are the same as sequential ones", async () => {
    const image = await decodeJpeg(await jpeg(40, 30));
    expect(await decodeJpeg(await jpeg(40, 30, { progressive: true }))).toEqual(image);
  });

  test("ignores EXIF orientation", async () => {
    const turned = await jpeg(40, 30, {}, (image) => image.withMetadata({ orientation: 6 }));
    expect(await decodeJpeg(turned)).toEqual(await decodeJpeg(await jpeg(40, 30)));
  });

  test("ignores a colour profile", async () => {
    // The same scan with and without the profile's segments.
    const profiled = await jpeg(40, 30, {}, (image) => image.withIccProfile("p3"));
    let bare = profiled;
    for (let at = markerAt(bare, 0xe2); at >= 0; at = markerAt(bare, 0xe2)) {
      bare = splice(bare, at, 2 + (((bare[at + 2] ?? 0) << 8) | (bare[at + 3] ?? 0)));
    }
    expect(bare.length).toBeLessThan(profiled.length);
    expect(await decodeJpeg(profiled)).toEqual(await decodeJpeg(bare));
  });

  test("does not look at bytes behind the image, be they another image", async () => {
    const bytes = await jpeg(40, 30);
    const two = splice(bytes, bytes.length, 0, await jpeg(8, 8));
    expect(await decodeJpeg(two)).toEqual(await decodeJpeg(bytes));
  });

  test("reads from shared memory", async () => {
    const bytes = await jpeg(40, 30);
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    expect(await decodeJpeg(shared)).toEqual(await decodeJpeg(bytes));
  });
});

describe("CMYK", () => {
  const stored = [200, 100, 51, 102];
  const firstPixel = async (bytes: Uint8Array, dct: "accurate" | "fast") => [
    ...(await decodeJpeg(bytes, { dct })).data.subarray(0, 3),
  ];

  // Pillow: k - round((255 - c) × k / 255): 55, 155, 204 × 102 / 255 are 22, 62, 81.6.
  test.each([true, false])("is brightness to Pillow, Adobe segment or not: %s", async (adobe) => {
    expect(await firstPixel(flatJpeg(stored, { adobe }), "accurate")).toEqual([80, 40, 20]);
  });

  test("is brightness to TensorFlow with an Adobe segment: c × k / 255", async () => {
    expect(await firstPixel(flatJpeg(stored, { adobe: true }), "fast")).toEqual([80, 40, 20]);
  });

  test("is ink to TensorFlow without one: (255 - c) × (255 - k) / 255", async () => {
    expect(await firstPixel(flatJpeg(stored), "fast")).toEqual([33, 93, 122]);
  });
});

describe("what it refuses", () => {
  test.each(["png", "gif", "webp", "tiff", "avif"] as const)(
    "%s, whatever its name",
    async (format) => {
      const bytes = await sharp(await jpeg(8, 8))
        .toFormat(format)
        .toBuffer();
      await expect(decodeJpeg(bytes, { name: "7/x.jpeg" })).rejects.toMatchObject({
        code: "NOT_A_JPEG",
        message: expect.stringMatching(
          /^7\/x\.jpeg: expected a JPEG, found (PNG|GIF|WebP|TIFF|AVIF)\.$/,
        ),
      });
    },
  );

  test("an SVG and nothing at all", async () => {
    const svg = new TextEncoder().encode('<svg><image href="file:///etc/passwd"/></svg>');
    await expect(decodeJpeg(svg)).rejects.toMatchObject({ found: "an SVG document" });
    await expect(decodeJpeg(new Uint8Array())).rejects.toMatchObject({
      found: "nothing (0 bytes)",
    });
  });

  test("a file cut by 10 bytes, by half, or right behind its header", async () => {
    const bytes = await jpeg(40, 30);
    for (const length of [bytes.length - 10, bytes.length / 2, markerAt(bytes, 0xda), 100]) {
      await expect(
        decodeJpeg(bytes.subarray(0, length), { name: "7/x.jpeg" }),
      ).rejects.toMatchObject({
        code: "CORRUPT_IMAGE",
        image: "7/x.jpeg",
        message: expect.stringMatching(/^7\/x\.jpeg: /),
      });
    }
  });

  test("a header that claims more pixels than the limit, before it is decoded", async () => {
    const bytes = await jpeg(40, 30);
    const at = markerAt(bytes, 0xc0) + 5;
    const huge = splice(bytes, at, 4, [0xff, 0xdc, 0xff, 0xdc]); // 65500 × 65500
    const long = splice(bytes, at, 4, [0, 1, 0xff, 0xdc]); // 65500 × 1
    await expect(decodeJpeg(huge)).rejects.toMatchObject({ code: "IMAGE_TOO_LARGE", width: 65500 });
    await expect(decodeJpeg(long)).rejects.toMatchObject({ code: "IMAGE_TOO_LARGE", limit: 32767 });
    await expect(decodeJpeg(bytes, { maxPixels: 1199 })).rejects.toMatchObject({ limit: 1199 });
    await expect(decodeJpeg(bytes, { maxPixels: 1200 })).resolves.toBeDefined();
  });

  test("twelve bits a sample", async () => {
    const bytes = await jpeg(40, 30);
    const deep = splice(bytes, markerAt(bytes, 0xc0) + 4, 1, [12]);
    await expect(decodeJpeg(deep)).rejects.toMatchObject({ code: "UNSUPPORTED" });
  });

  test("an option nobody knows", async () => {
    const options = { dtc: "fast" } as object;
    await expect(decodeJpeg(await jpeg(8, 8), options)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      hint: expect.stringContaining('"dct"'),
    });
  });
});

test("an aborted signal rejects with its reason", async () => {
  const reason = new Error("enough");
  const bytes = await jpeg(8, 8);
  await expect(decodeJpeg(bytes, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test.each(["cat.jpeg", undefined])("given %j, it asks for bytes", async (bytes) => {
  await expect(decodeJpeg(bytes as never)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining("bytes must be a Uint8Array, not "),
    hint: "Read the file first: decodeJpeg(await readFile(path)).",
  });
});
