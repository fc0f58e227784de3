import type { PreprocessingOptions } from "@imagenet-v2/decode";
import { half, imagenet } from "../normalisation.ts";

/** The modes of Keras's `preprocess_input`, and `raw` of the models that scale bytes themselves. */
export const kerasModes = {
  tf: half,
  torch: imagenet,
  caffe: {
    channels: "bgr",
    rescale: 1,
    mean: [103.939, 116.779, 123.68],
    std: [1, 1, 1],
  },
  raw: { rescale: 1, mean: [0, 0, 0], std: [1, 1, 1] },
} as const satisfies Record<string, PreprocessingOptions>;

/** `mode size` of Keras's applications. */
const applications = `
tf 224: mobilenet mobilenet_v2 nasnet_mobile resnet50_v2 resnet101_v2 resnet152_v2
tf 299: inception_v3 inception_resnet_v2 xception
tf 331: nasnet_large
torch 224: densenet121 densenet169 densenet201
caffe 224: resnet50 resnet101 resnet152 vgg16 vgg19
raw 224: convnext_tiny convnext_small convnext_base convnext_large convnext_xlarge efficientnet_b0 efficientnet_v2_b0 mobilenet_v3_small mobilenet_v3_large
raw 240: efficientnet_b1 efficientnet_v2_b1
raw 260: efficientnet_b2 efficientnet_v2_b2
raw 300: efficientnet_b3 efficientnet_v2_b3
raw 380: efficientnet_b4
raw 384: efficientnet_v2_s
raw 456: efficientnet_b5
raw 480: efficientnet_v2_m efficientnet_v2_l
raw 528: efficientnet_b6
raw 600: efficientnet_b7
`;

/**
 * By the name of an application, or of a mode at 224 pixels. Keras says how bytes are scaled and how
 * large an image is, not how it is cropped: here the middle 87.5 %, bilinear, as is usual.
 */
export const keras: Readonly<Record<string, PreprocessingOptions>> = Object.fromEntries([
  ...(Object.keys(kerasModes) as (keyof typeof kerasModes)[]).map((mode) => [
    mode,
    optionsOf(mode, 224),
  ]),
  ...applications
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [what = "", names = ""] = line.split(": ");
      const [mode, size] = what.split(" ");
      const options = optionsOf(mode as keyof typeof kerasModes, Number(size));
      return names.split(" ").map((name) => [name, options] as const);
    }),
]);

function optionsOf(mode: keyof typeof kerasModes, crop: number): PreprocessingOptions {
  return { crop, cropPct: 0.875, layout: "nhwc", ...kerasModes[mode] };
}
