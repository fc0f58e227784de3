import { ImageNetV2Error } from "./errors.ts";
import { shown } from "./quote.ts";
import type { ImageTensor } from "./tensor.ts";

/**
 * @param what whose argument it is, for the message: `preprocess`
 * @throws INVALID_OPTION unless this is `[height, width, 3]` with as many bytes
 */
export function checkPixels(image: unknown, what: string): asserts image is ImageTensor {
  const { data, shape } = (image ?? {}) as Partial<ImageTensor>;
  if (ArrayBuffer.isView(data) && Array.isArray(shape)) {
    const [height, width, channels] = shape as readonly unknown[];
    const isPicture = shape.length === 3 && channels === 3;
    if (isPicture && data.length === Number(height) * Number(width) * 3) return;
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `A picture is [height, width, 3] with as many bytes; got [${shape}] with ${data.length}.`,
      { option: "image" },
    );
  }
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${what}: the image must be the bytes of a JPEG or pixels, not ${shown(image)}.`,
    { option: "image" },
    { hint: "Read the file first: await readFile(path)." },
  );
}
