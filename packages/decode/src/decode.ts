import { ImageNetV2Error, type ImageTensor, parseOptions } from "@imagenet-v2/core";
import { abortSignal } from "@imagenet-v2/core/internal";
import * as z from "zod";
import type { Dct } from "./dct.ts";
import { engineDecode } from "./engine.ts";
import { type FrameHeader, frameHeader } from "./header.ts";
import { requireBytes } from "./image.ts";
import { features, type Refusal } from "./kernel/refusal.ts";
import { newKernel, sharedKernel } from "./kernel/shared.ts";
import { checkSize, defaultMaxPixels } from "./limits.ts";

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

export const decodeFields = {
  dct: z.enum(["accurate", "fast"]).default("accurate"),
  name: z.string().default("image"),
  maxPixels: z.number().positive().default(defaultMaxPixels),
  signal: abortSignal.optional(),
};

const decodeOptions = z.strictObject(decodeFields);

/**
 * Larger images take the kernel so long that they would hold up everything else on this thread;
 * sharp has threads of its own. Nor is the memory kept that they need.
 */
const kernelPixels = 4_000_000;

/**
 * The pixels of a JPEG, `[height, width, 3]`, bit for bit as libjpeg-turbo's. Grey and CMYK come out
 * as RGB, the latter by TensorFlow's rule. EXIF orientation and colour profiles are ignored and
 * bytes behind the image are not looked at, as TensorFlow does. Leave `bytes` as they are until the
 * promise settles.
 *
 * With `dct: "fast"`, what only sharp can decode is UNSUPPORTED: progressive files, CMYK, chroma of
 * a quarter's width, files with a flaw that libjpeg would warn of.
 *
 * @throws NOT_A_JPEG whatever its name says, CORRUPT_IMAGE, IMAGE_TOO_LARGE, UNSUPPORTED, INVALID_OPTION
 */
export async function decodeJpeg(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Promise<ImageTensor> {
  const { signal, ...rest } = parseOptions(decodeOptions, options, "decodeJpeg");
  requireBytes(bytes, "decodeJpeg");
  signal?.throwIfAborted();
  const header = frameHeader(bytes, rest.name);
  checkSize(header.width, header.height, rest.maxPixels, rest.name);
  const large = header.width * header.height > kernelPixels;
  let refusal: Refusal = "room";
  if (!large || rest.dct === "fast") {
    const kernel = large ? newKernel() : sharedKernel();
    const decoded = kernel?.decode(bytes, rest) ?? "vectors";
    if (typeof decoded !== "string") return decoded;
    refusal = decoded;
  }
  const image = await decodeElsewhere(bytes, header, refusal, rest.dct, rest.name);
  signal?.throwIfAborted();
  return image;
}

/**
 * What the kernel refused, through sharp: the same pixels, for the accurate DCT.
 *
 * @throws CORRUPT_IMAGE, UNSUPPORTED
 */
export async function decodeElsewhere(
  bytes: Uint8Array,
  header: FrameHeader,
  refusal: Refusal,
  dct: Dct,
  name: string,
): Promise<ImageTensor> {
  const { width, height, precision } = header;
  if (precision !== 8) throw unsupported(name, "precision", features.precision);
  const data = await engineDecode(bytes, header, name);
  if (dct === "accurate") return { data, shape: [height, width, 3], dtype: "uint8" };
  throw unsupported(
    name,
    refusal,
    `the fast DCT of ${refusal === "damage" ? "a flawed file" : features[refusal]}`,
  );
}

function unsupported(name: string, refusal: Refusal, feature: string): ImageNetV2Error {
  // Where WebAssembly lacks vectors it is not the image's fault, and every other would fail too.
  const image = refusal === "vectors" ? undefined : name;
  return new ImageNetV2Error("UNSUPPORTED", `${name}: cannot decode ${feature}.`, {
    feature,
    image,
  });
}
