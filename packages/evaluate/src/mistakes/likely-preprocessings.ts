import type { Preprocessing } from "@imagenet-v2/decode";
import { fixedSize } from "@imagenet-v2/decode/internal";
import { fromPreset } from "@imagenet-v2/models";

interface Likely {
  readonly name: string;
  readonly preprocessing: Preprocessing;
}

const names = {
  "ImageNet's mean and std": "imagenet",
  "mean and std 0.5, to [-1, 1]": "mobilenet",
  "CLIP's mean and std": "clip",
  "0 to 255": "keras/raw",
  "BGR, 0 to 255, minus the mean (Caffe)": "keras/caffe",
} as const;

/** What models usually want of colours; size, layout and dtype as given. */
export function likelyColours(own: Preprocessing): Likely[] {
  const rgb: Likely[] = Object.entries(names).map(([name, preset]) => {
    const { rescale, mean, std, channels } = fromPreset(preset).preprocessing;
    return { name, preprocessing: { ...own, rescale, mean, std, channels } };
  });
  const unit = { rescale: undefined, mean: [0, 0, 0], std: [1, 1, 1] } as const;
  rgb.push({ name: "0 to 1", preprocessing: { ...own, ...unit, channels: "rgb" } });
  const all = [...rgb];
  for (const { name, preprocessing } of rgb.slice(0, 2)) {
    const mean = [...preprocessing.mean].reverse() as unknown as Preprocessing["mean"];
    const std = [...preprocessing.std].reverse() as unknown as Preprocessing["std"];
    all.push({
      name: `BGR, ${name}`,
      preprocessing: { ...preprocessing, channels: "bgr", mean, std },
    });
  }
  if (own.dtype === "float32") return all;
  // Bytes are not scaled, so only the order of the channels is left.
  return (["rgb", "bgr"] as const).map((channels) => ({
    name: channels.toUpperCase(),
    preprocessing: { ...own, channels },
  }));
}

/** Other ways to the same size. */
export function likelyCrops(best: Preprocessing): Likely[] {
  const [height, width] = fixedSize(best) ?? [];
  if (height === undefined || width === undefined) return [];
  const short = Math.min(height, width);
  const cropped = { ...best, crop: height === width ? height : ([height, width] as const) };
  const ways: Likely[] = [
    {
      name: "short side cropped to 87.5 %, bilinear",
      preprocessing: {
        ...cropped,
        resize: Math.round((short * 256) / 224),
        interpolation: "bilinear",
      },
    },
    { name: "bicubic", preprocessing: { ...best, interpolation: "bicubic" } },
    {
      name: "squeezed whole, bilinear",
      preprocessing: {
        ...best,
        resize: [height, width],
        crop: null,
        interpolation: "bilinear",
      },
    },
    {
      name: "short side to size, bicubic",
      preprocessing: { ...cropped, resize: short, interpolation: "bicubic" },
    },
  ];
  return ways.filter(({ preprocessing }) => steps(preprocessing) !== steps(best));
}

function steps({ resize, crop, interpolation }: Preprocessing): string {
  return JSON.stringify([resize, crop, interpolation]);
}
