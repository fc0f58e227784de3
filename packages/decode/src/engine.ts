import { ImageNetV2Error } from "@imagenet-v2/core";
import type { FrameHeader } from "./header.ts";
import { ofThisRealm } from "./image.ts";

/**
 * The pixels of a checked JPEG through sharp, row by row as RGB. Its libjpeg computes the accurate
 * DCT and fancy upsampling, as Pillow and torchvision ask for.
 *
 * @throws CORRUPT_IMAGE
 */
export async function engineDecode(
  bytes: Uint8Array,
  { width, height, components, adobe }: FrameHeader,
  name: string,
): Promise<Uint8Array> {
  // Loaded when first needed: the kernel seldom declines an image.
  const { default: sharp } = await import("sharp");
  const cmyk = components === 4;
  // ignoreIcc: a profile would change the pixels, and Pillow and TensorFlow do not apply it.
  // failOn "error" accepts and refuses the same damage as Pillow.
  let image = sharp(ofThisRealm(bytes), {
    ignoreIcc: true,
    failOn: "error",
    limitInputPixels: false,
  });
  if (cmyk) image = image.pipelineColourspace("cmyk").toColourspace("cmyk");
  const { data, info } = await image
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause: Error) => {
      throw new ImageNetV2Error(
        "CORRUPT_IMAGE",
        `${name}: cannot be decoded: ${cause.message}.`,
        { image: name },
        { cause },
      );
    });
  if (info.width !== width || info.height !== height || info.channels !== (cmyk ? 4 : 3)) {
    throw new ImageNetV2Error(
      "CORRUPT_IMAGE",
      `${name}: the header says ${width} × ${height}, the pixels are ${info.width} × ${info.height} × ${info.channels}.`,
      { image: name },
    );
  }
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.length);
  return cmyk ? cmykToRgb(pixels, adobe) : pixels;
}

/**
 * TensorFlow's rule for CMYK: no profile, each ink dimmed by black. Files with an Adobe segment store
 * ink inverted, others as it is; sharp hands out both inverted once more.
 */
function cmykToRgb(cmyk: Uint8Array, adobe: boolean): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3);
  const turn = adobe ? 255 : 0;
  for (let from = 0, to = 0; from < cmyk.length; from += 4) {
    const k = turn ^ (cmyk[from + 3] as number);
    for (let ink = 0; ink < 3; ink++) {
      rgb[to++] = (k * (turn ^ (cmyk[from + ink] as number))) / 255;
    }
  }
  return rgb;
}
