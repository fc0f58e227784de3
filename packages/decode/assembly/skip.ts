// Blocks outside the window: nothing of them is wanted but their DC and where they end. The DC is read as
// in blocks.ts: calling one function for both would take 1 % longer.
import { BitReader, full, moved, topped, valueIn } from "./bits";
import { LOOK_BITS, SKIPS, symbolOf, UNDECIDED } from "./huffman";

/** Steps over one block; only its DC is kept, which the next one builds on. */
export function skipBlock(
  reader: BitReader,
  dcTable: usize,
  acTable: usize,
  predictor: usize,
): void {
  let bits = reader.bits;
  let at = reader.at;
  let count = reader.count;
  bits = topped(bits, at, count);
  at = moved(at, count);
  count = full(count);
  let code = symbolOf(dcTable, bits);
  let size = code & 255;
  bits <<= code >> 8;
  store<i32>(predictor, load<i32>(predictor) + <i32>valueIn(bits, size));
  bits <<= size;
  count -= (code >> 8) + size;

  let k: u32 = 0;
  while (true) {
    bits = topped(bits, at, count);
    at = moved(at, count);
    count = full(count);
    let skip: u64 = load<u32>(acTable + ((<usize>(bits >>> (64 - LOOK_BITS))) << 2), SKIPS);
    let next = k + ((<u32>skip >> 6) & 255);
    if (next < 63) {
      bits <<= skip & 31;
      count -= skip & 31;
      k = next;
      // Once more, before topping up: two entries have at most 56 bits.
      skip = load<u32>(acTable + ((<usize>(bits >>> (64 - LOOK_BITS))) << 2), SKIPS);
      next = k + ((<u32>skip >> 6) & 255);
      if (next < 63) {
        bits <<= skip & 31;
        count -= skip & 31;
        k = next;
        continue;
      }
    }
    if (<u32>skip !== UNDECIDED) {
      // The block ends with this entry's last pair or within it.
      if (k + ((<u32>skip >> 14) & 63) < 63) {
        bits <<= skip & 31;
        count -= skip & 31;
        break;
      }
      const length = (skip >> 20) & 31;
      bits <<= length;
      count -= length;
      k += <u32>skip >> 25;
      if (k >= 63) break;
      continue;
    }
    bits = topped(bits, at, count);
    at = moved(at, count);
    count = full(count);
    code = symbolOf(acTable, bits);
    size = code & 15;
    bits <<= code >> 8;
    bits <<= size;
    count -= (code >> 8) + size;
    if (size !== 0 || (code & 255) === 0xf0) k += ((code & 255) >> 4) + 1;
    else break;
    if (k >= 63) break;
  }
  reader.bits = bits;
  reader.at = at;
  reader.count = count;
}
