import { ImageNetV2Error, type ImageTensor, parseOptions } from "@imagenet-v2/core";
import * as z from "zod";
import { engineDecode } from "./engine.ts";
import { frameHeader } from "./header.ts";
import { checkSize, defaultMaxPixels } from "./limits.ts";

/** Which inverse DCT makes the pixels; the two differ by up to some 25 levels. */
export type Dct = "accurate" | "fast";

export interface DecodeOptions {
  /**
   * `"accurate"` gives the pixels of Pillow, torchvision and sharp, `"fast"` those of TensorFlow's
   * default.
   * @default "accurate"
   */
  readonly dct?: Dct | undefined;
  /**
   * What errors call the image.
   * @default "image"
   */
  readonly name?: string | undefined;
  /**
   * The largest width × height that is decoded. No side may have more than 32,767 pixels either.
   * @default 64_000_000
   */
  readonly maxPixels?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const decodeOptions = z.strictObject({
  dct: z.enum(["accurate", "fast"]).default("accurate"),
  name: z.string().default("image"),
  maxPixels: z.number().positive().default(defaultMaxPixels),
  signal: z.instanceof(AbortSignal).optional(),
});

/**
 * The pixels of a JPEG, `[height, width, 3]`, bit for bit as libjpeg-turbo's. Grey and CMYK come out
 * as RGB, the latter by TensorFlow's rule. EXIF orientation and colour profiles are ignored and
 * bytes behind the image are not looked at, as TensorFlow does. Leave `bytes` as they are until the promise settles.
 *
 * @throws NOT_A_JPEG whatever its name says, CORRUPT_IMAGE, IMAGE_TOO_LARGE, UNSUPPORTED, INVALID_OPTION
 */
export async function decodeJpeg(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Promise<ImageTensor> {
  const { dct, name, maxPixels, signal } = parseOptions(decodeOptions, options, "decodeJpeg");
  signal?.throwIfAborted();
  const header = frameHeader(bytes, name);
  checkSize(header.width, header.height, maxPixels, name);
  if (dct === "fast") throw unsupported(name, "the fast DCT");
  if (header.precision !== 8) throw unsupported(name, `${header.precision} bits a sample`);
  const data = await engineDecode(bytes, header, name);
  signal?.throwIfAborted();
  return { data, shape: [header.height, header.width, 3], dtype: "uint8" };
}

function unsupported(name: string, feature: string): ImageNetV2Error {
  return new ImageNetV2Error("UNSUPPORTED", `${name}: cannot decode with ${feature}.`, { feature });
}
