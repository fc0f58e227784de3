// Four inks to RGB, by the rule of the reference.
import { yccToRgbx } from "./colour";
import { adobe } from "./frame";
import { tensorFlow } from "./reference";

/** a × b / 255, rounded as Pillow does. */
// @inline
function share(a: i32, b: i32): i32 {
  const product = a * b + 128;
  return (product + (product >> 8)) >> 8;
}

/** How much of one colour passes an ink and black, all as the file has them. */
// @inline
function passed(ink: i32, black: i32): i32 {
  // Pillow takes all inks to be stored inverted.
  if (!tensorFlow) return black - share(255 - ink, black);
  return adobe ? (black * ink) / 255 : ((255 - black) * (255 - ink)) / 255;
}

export function cmykToRgbx(c: usize, m: usize, y: usize, k: usize, to: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    const black = <i32>load<u8>(k + i);
    store<u8>(to, passed(load<u8>(c + i), black));
    store<u8>(to, passed(load<u8>(m + i), black), 1);
    store<u8>(to, passed(load<u8>(y + i), black), 2);
    to += 4;
  }
}

/** The same where the inks are stored as YCbCr of their opposites. */
export function ycckToRgbx(y: usize, cb: usize, cr: usize, k: usize, to: usize, n: i32): void {
  yccToRgbx(y, cb, cr, to, n);
  for (let i = 0; i < n; i++) {
    const black = <i32>load<u8>(k + i);
    for (let ink: usize = 0; ink < 3; ink++)
      store<u8>(to + ink, passed(255 - <i32>load<u8>(to + ink), black));
    to += 4;
  }
}
