import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import type { Preprocessing } from "@imagenet-v2/decode";
import { fixedSize } from "@imagenet-v2/decode/internal";
import type { KnownPreprocessing } from "@imagenet-v2/models";
import { preprocessingFor } from "./preprocessing.ts";
import { type Running, tryOn } from "./running.ts";
import { type DeclaredInput, type ImageInput, wrapIt } from "./signature.ts";

/** A number that nobody exports a model for, then those that are the likeliest. */
const batchSizes = [3, 1, 2, 4, 8];

/**
 * What an input takes, found out by running the model on noise: the layout where its signature leaves the
 * channels open, and the number of images, which it may be wrong about.
 *
 * @throws INVALID_MODEL if it runs on nothing that its signature admits; INVALID_OPTION if the
 * preprocessing does not fit it
 */
export async function tryInput(
  declared: DeclaredInput,
  known: KnownPreprocessing,
  running: Running,
  signal: AbortSignal | undefined,
): Promise<{ input: ImageInput; preprocessing: KnownPreprocessing }> {
  const { layouts, batchSize, ...rest } = declared;
  const { path } = running;
  let refusal: unknown;
  for (const layout of layouts) {
    const preprocessing = preprocessingFor(known, { ...rest, layout }, path);
    for (const n of batchSize === undefined ? batchSizes : [batchSize]) {
      signal?.throwIfAborted();
      const isAny = batchSize === undefined && n === batchSizes[0];
      const input = { ...rest, layout, batchSize: isAny ? undefined : n };
      try {
        const { data, shape } = noise(preprocessing.preprocessing, n);
        await tryOn(running, data, shape, input);
        return { input, preprocessing };
      } catch (error) {
        if (isImageNetV2Error(error, "INVALID_OPTION")) throw error;
        refusal ??= error;
      }
    }
  }
  // That one ran, and what it gave is no use.
  if (isImageNetV2Error(refusal, "INVALID_MODEL")) throw refusal;
  throw refused(refusal, known, declared, running);
}

/** Pixels of all levels, scaled as those of images are. */
function noise(
  { rescale = 1 / 255, mean, std, layout, dtype, ...steps }: Preprocessing,
  n: number,
) {
  const [height, width] = fixedSize(steps as Preprocessing) as [number, number];
  const shape = layout === "nchw" ? [n, 3, height, width] : [n, height, width, 3];
  const bytes = Uint8Array.from({ length: n * 3 * height * width }, (_, i) => (i * 89) % 256);
  if (dtype === "uint8") return { data: bytes, shape };
  const channelOf = (i: number) =>
    layout === "nhwc" ? i % 3 : Math.floor(i / (height * width)) % 3;
  const data = Float32Array.from(bytes, (byte, i) => {
    const channel = channelOf(i);
    return (byte * rescale - (mean[channel] as number)) / (std[channel] as number);
  });
  return { data, shape };
}

function refused(
  cause: unknown,
  known: KnownPreprocessing,
  { layouts, type, size }: DeclaredInput,
  { path, runtime }: Running,
): ImageNetV2Error {
  const [layout = "nchw"] = layouts;
  const { preprocessing } = preprocessingFor(known, { layout, type, size }, path);
  const tried = fixedSize(preprocessing)?.join(" × ");
  return new ImageNetV2Error(
    "INVALID_MODEL",
    `${path}: ${runtime} cannot run it on images of ${tried}: ${messageOf(cause)}`,
    { path },
    {
      hint:
        size === undefined
          ? `Its signature tells no size. If it takes another one, say it in \`preprocessing\`: {"resize": 256, "crop": 224}. ${wrapIt}`
          : wrapIt,
      cause,
    },
  );
}
