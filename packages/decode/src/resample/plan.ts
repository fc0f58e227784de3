import { type Axis, resampleAxis } from "./axis.ts";
import type { Interpolation } from "./filters.ts";

/** A stretch of one direction: `count` pixels from `from` on, out of `size`. */
export interface Span {
  readonly size: number;
  readonly from: number;
  readonly count: number;
}

/** A rectangle of pixels; the ends are exclusive. */
interface Window {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** How the wanted part of a resized image is made, and from which part of the source. */
export interface ResamplePlan {
  readonly across: Axis;
  readonly down: Axis;
  /** Which pass comes first: bytes are rounded between the two, so it shows. */
  readonly verticalFirst: boolean;
  /** What the source is needed of. */
  readonly window: Window;
}

/**
 * Plans to resize `width` × `height` to `across.size` × `down.size` and keep only what the spans
 * hold; the bytes are those of resizing the whole and cropping.
 */
export function planResample(
  width: number,
  height: number,
  across: Span,
  down: Span,
  interpolation: Interpolation,
): ResamplePlan {
  const x = resampleAxis(width, across.size, across.from, across.count, interpolation);
  const y = resampleAxis(height, down.size, down.from, down.count, interpolation);
  const [x0, x1] = reach(x);
  const [y0, y1] = reach(y);
  return {
    across: x,
    down: y,
    // Since Pillow 13: where the vertical pass shrinks so much more that it saves work.
    verticalFirst: down.size < height && height - down.size > 2 * (width - across.size),
    window: { x0, y0, x1, y1 },
  };
}

/** From the first input of any output to the end of the last. */
function reach({ first, lengths }: Axis): [begin: number, end: number] {
  const last = first.length - 1;
  return [first[0] as number, (first[last] as number) + (lengths[last] as number)];
}
