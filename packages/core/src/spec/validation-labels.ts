/**
 * The labels of ImageNet's validation set, from the authors' published list. An entry of its own for
 * its 83 kB, which are decoded on first use.
 *
 * @example
 * import { validationLabels } from "@imagenet-v2/core/validation-labels";
 *
 * validationLabels()[0]; //=> 65, the class of ILSVRC2012_val_00000001.JPEG
 *
 * @module
 */
import { packedLabels } from "./validation-labels-data.ts";

let unpacked: Uint16Array | undefined;

/** The classes, 0 to 999, of `ILSVRC2012_val_00000001.JPEG` and so on, in the order of the numbers. */
export function validationLabels(): Uint16Array {
  unpacked ??= unpack(atob(packedLabels));
  return unpacked.slice();
}

/** Ten bits each, the highest first. */
function unpack(bytes: string): Uint16Array {
  const labels = new Uint16Array(Math.floor((8 * bytes.length) / 10));
  let bits = 0;
  let held = 0;
  let filled = 0;
  for (let i = 0; i < bytes.length; i++) {
    bits = (bits << 8) | bytes.charCodeAt(i);
    held += 8;
    if (held < 10) continue;
    held -= 10;
    labels[filled++] = bits >> held;
    bits &= (1 << held) - 1;
  }
  return labels;
}
