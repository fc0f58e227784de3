import type { Preprocessing } from "./preprocessing.ts";
import { planResample, type ResamplePlan, type Span } from "./resample/plan.ts";

/** Where the pixels of one image come from and where they go in its tensor. */
export interface Geometry {
  /** Size of the tensor. */
  readonly columns: number;
  readonly rows: number;
  /** Where in it the image begins; around it all is black. */
  readonly x: number;
  readonly y: number;
  readonly plan: ResamplePlan;
}

/** The sizes and offsets that Resize and CenterCrop of torchvision, or transformers, give an image of this size. */
export function geometryOf(
  width: number,
  height: number,
  { resize, crop, cropOffset = "round", interpolation }: Preprocessing,
): Geometry {
  const [resizedHeight, resizedWidth] = resizedTo(height, width, resize);
  const [cropHeight, cropWidth] = typeof crop === "number" ? [crop, crop] : (crop ?? []);
  const across = centred(resizedWidth, cropWidth ?? resizedWidth, cropOffset);
  const down = centred(resizedHeight, cropHeight ?? resizedHeight, cropOffset);
  return {
    columns: cropWidth ?? resizedWidth,
    rows: cropHeight ?? resizedHeight,
    x: across.at,
    y: down.at,
    plan: planResample(width, height, across, down, interpolation),
  };
}

/** A number makes the short side that long, and the long one as long as fits, rounded down. */
function resizedTo(
  height: number,
  width: number,
  resize: Preprocessing["resize"],
): readonly [height: number, width: number] {
  if (resize === null) return [height, width];
  if (typeof resize !== "number") return resize;
  return width <= height
    ? [Math.trunc((resize * height) / width), resize]
    : [resize, Math.trunc((resize * width) / height)];
}

/** The middle `crop` of `size` pixels; where there are fewer, all of them, and where they go. */
function centred(size: number, crop: number, offset: "round" | "floor"): Span & { at: number } {
  const margin = (size - crop) / 2;
  if (margin < 0) {
    const at = offset === "round" ? Math.floor(-margin) : Math.ceil(-margin);
    return { size, from: 0, count: size, at };
  }
  const from = offset === "round" ? roundHalfToEven(margin) : Math.floor(margin);
  return { size, from, count: crop, at: 0 };
}

/** Python's `round`. */
function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
