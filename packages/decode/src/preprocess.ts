import type { ImageTensor, Tensor } from "@imagenet-v2/core";
import { parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { prepare } from "./compiled-preprocessing.ts";
import { type DecodeOptions, decodeFields } from "./decode.ts";
import { imageHeader } from "./format.ts";
import { isFile } from "./image.ts";
import { sharedKernel } from "./kernel/shared-kernel.ts";
import { checkSize, defaultMaxPixels } from "./limits.ts";
import {
  type Preprocessing,
  type PreprocessingOptions,
  type PresetName,
  parsePreprocessing,
} from "./preprocessing.ts";

const preprocessOptions = z.strictObject(decodeFields);

/**
 * One image, or its JPEG or PNG, as a model takes it: `[3, height, width]`, or `[height, width, 3]`
 * with `layout: "nhwc"`. Bit for bit what torchvision's Resize, CenterCrop, ToTensor and Normalize
 * make of the PIL image.
 *
 * @example
 * const { data, shape } = await preprocess(await readFile("cat.jpeg"), "imagenet");
 * shape; //=> [3, 224, 224]
 *
 * @throws what `decodeImage` throws
 */
export async function preprocess(
  image: Uint8Array | ImageTensor,
  preprocessing: PresetName | PreprocessingOptions,
  options: DecodeOptions = {},
): Promise<Tensor<"float32"> | Tensor<"uint8">> {
  const parsed = parsePreprocessing(preprocessing);
  const { layout, dtype } = parsed;
  const { columns, rows } = tensorSize(image, parsed, options);
  const shape = layout === "nchw" ? [3, rows, columns] : [rows, columns, 3];
  const length = 3 * rows * columns;
  const data = dtype === "float32" ? new Float32Array(length) : new Uint8Array(length);
  const { signal, ...rest } = parseOptions(preprocessOptions, options, "preprocess");
  signal?.throwIfAborted();
  const kernel = sharedKernel();
  if (isFile(image, "preprocess")) {
    kernel.decodeInto(image, { ...rest, preprocessing: parsed }, data, 0);
  } else kernel.resampleInto(image, parsed, data, 0, rest);
  return { data, shape, dtype } as Tensor<"float32"> | Tensor<"uint8">;
}

function tensorSize(
  image: Uint8Array | ImageTensor,
  preprocessing: Preprocessing,
  { name = "image", maxPixels = defaultMaxPixels, dct }: DecodeOptions,
) {
  const isBytes = isFile(image, "preprocess");
  try {
    const { width, height } = isBytes
      ? imageHeader(image, { name })
      : { width: image.shape[1], height: image.shape[0] };
    checkSize(width, height, maxPixels, name);
    const { columns, rows } = prepare(preprocessing).geometry(width, height);
    checkSize(columns, rows, maxPixels, `${name}, resized`);
    return { columns, rows };
  } catch (error) {
    // A damage comes first, in the words that every other door has for it.
    if (isBytes) sharedKernel().decode(image, { name, maxPixels, dct });
    throw error;
  }
}
