// What the coefficients of a block are multiplied by before each transform.
import { offsetOf } from "../blocks";

/** f64[8]: the fast transform's own scaling, 1 for 0 and cos(kπ/16)·√2 for the others. */
const scales = memory.data<f64>([
  1.0, 1.387039845322148, 1.306562964876377, 1.175875602419359, 1.0, 0.785694958387102,
  0.541196100146197, 0.275899379282943,
]);

/** The quantiser itself, in natural order. */
export function accurateMultipliers(quantiser: usize, to: usize): void {
  for (let k = 0; k < 64; k++) store<u16>(to + offsetOf(k), load<u16>(quantiser + (k << 1)));
}

/** The quantiser times row and column scale, in units of a quarter: rounded to 2^-14 and again. */
export function fastMultipliers(quantiser: usize, to: usize): void {
  for (let k = 0; k < 64; k++) {
    const at = offsetOf(k);
    const y = at >> 4;
    const x = (at >> 1) & 7;
    const scale = <i32>(
      nearest(16384.0 * load<f64>(scales + (y << 3)) * load<f64>(scales + (x << 3)))
    );
    store<u16>(to + at, (<i32>load<u16>(quantiser + (k << 1)) * scale + (1 << 11)) >> 12);
  }
}
