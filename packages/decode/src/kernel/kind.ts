import type { Preprocessing } from "../preprocessing.ts";

/** How a tensor lies in memory: the bits of assembly/normalise.ts. */
export function kindOf({ dtype, layout, channels }: Preprocessing): number {
  return (dtype === "float32" ? 1 : 0) | (layout === "nhwc" ? 2 : 0) | (channels === "bgr" ? 4 : 0);
}
