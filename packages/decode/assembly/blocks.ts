// Blocks of 8 × 8 coefficients out of the bits: the innermost loop of all.
import { BitReader, full, moved, topped, valueIn } from "./bits";
import { LOOK_BITS, PAIR_END, PAIRS, symbolOf } from "./huffman";

/** i16[64] */
export const block = memory.data(128, 64);
/** Where libjpeg puts coefficients beyond the last: over the last. */
const BEYOND: u8 = 126;

/** u8[192]: byte offset in the block of the k-th coefficient in zigzag order. */
const order = memory.data(192, 64);
fillOrder();

/** Makes all of {@link block} zero, whatever a damaged image left in it. */
export function clearBlock(): void {
  memory.fill(block, 0, 128);
}

function fillOrder(): void {
  memory.fill(order, BEYOND, 192);
  for (let k = 0, x = 0, y = 0; k < 64; k++) {
    store<u8>(order + k, (y * 8 + x) << 1);
    if ((x + y) & 1) {
      // down to the left
      if (y === 7) x++;
      else {
        y++;
        if (x > 0) x--;
      }
    } else {
      if (x === 7) y++;
      else {
        x++;
        if (y > 0) y--;
      }
    }
  }
}

/** Byte offset in a block of the k-th coefficient in zigzag order. */
export function offsetOf(k: i32): usize {
  return load<u8>(order + k);
}

// @inline
function put(k: i32, value: i64): void {
  store<i16>(load<u8>(k, order), value, block);
}

/**
 * Decodes one block into {@link block}, which is all zeros before. Returns a bound for its last
 * coefficient in zigzag order: 0 means DC alone.
 */
export function decodeBlock(
  reader: BitReader,
  dcTable: usize,
  acTable: usize,
  predictor: usize,
): i32 {
  let bits = reader.bits;
  let at = reader.at;
  let count = reader.count;
  bits = topped(bits, at, count);
  at = moved(at, count);
  count = full(count);
  let code = symbolOf(dcTable, bits);
  let size = code & 255;
  bits <<= code >> 8;
  const dc = load<i32>(predictor) + <i32>valueIn(bits, size);
  bits <<= size;
  count -= (code >> 8) + size;
  store<i32>(predictor, dc);
  store<i16>(block, <i16>dc);

  let k = 0;
  let last = 0;
  let first = 0;
  let pair: u64 = 0;
  while (true) {
    bits = topped(bits, at, count);
    at = moved(at, count);
    count = full(count);
    pair = load<u32>(acTable + ((<usize>(bits >>> (64 - LOOK_BITS))) << 2), PAIRS);
    if (pair !== 0) {
      first = k + ((<i32>pair >> 6) & 63);
      k = first + ((<i32>pair >> 12) & 63);
      put(k, <i32>pair >> 26);
      put(first, valueIn(bits << ((pair >> 18) & 15), (pair >> 22) & 15));
      bits <<= pair & 31;
      count -= pair & 31;
      if (k >= 63) break;
      // Twice more, before topping up: three entries have at most 54 bits. A loop would take 2 % longer.
      pair = load<u32>(acTable + ((<usize>(bits >>> (64 - LOOK_BITS))) << 2), PAIRS);
      if (pair !== 0) {
        first = k + ((<i32>pair >> 6) & 63);
        k = first + ((<i32>pair >> 12) & 63);
        put(k, <i32>pair >> 26);
        put(first, valueIn(bits << ((pair >> 18) & 15), (pair >> 22) & 15));
        bits <<= pair & 31;
        count -= pair & 31;
        if (k >= 63) break;
        pair = load<u32>(acTable + ((<usize>(bits >>> (64 - LOOK_BITS))) << 2), PAIRS);
        if (pair !== 0) {
          first = k + ((<i32>pair >> 6) & 63);
          k = first + ((<i32>pair >> 12) & 63);
          put(k, <i32>pair >> 26);
          put(first, valueIn(bits << ((pair >> 18) & 15), (pair >> 22) & 15));
          bits <<= pair & 31;
          count -= pair & 31;
          if (k >= 63) break;
          continue;
        }
      }
      bits = topped(bits, at, count);
      at = moved(at, count);
      count = full(count);
    }
    code = symbolOf(acTable, bits);
    size = code & 15;
    bits <<= code >> 8;
    if (size !== 0) {
      k += ((code & 255) >> 4) + 1;
      put(k, valueIn(bits, size));
      bits <<= size;
    } else if ((code & 255) === 0xf0) k += 16;
    else {
      count -= code >> 8;
      last = k;
      break;
    }
    count -= (code >> 8) + size;
    if (k >= 63) {
      last = 63;
      break;
    }
  }
  reader.bits = bits;
  reader.at = at;
  reader.count = count;
  return pair === 0 ? last : endWithin(reader, <u32>pair, first);
}

/** The last coefficient of a block that ends within an entry, at its `first` or its `second` step. */
function endWithin(reader: BitReader, pair: u32, first: i32): i32 {
  const step = (pair >> 6) & 63;
  if (step === PAIR_END) return first - PAIR_END;
  if (first >= 63) {
    // The second pair is the next block's.
    reader.release((pair & 31) - ((pair >> 18) & 15) - ((pair >> 22) & 15));
    return 63;
  }
  if (((pair >> 12) & 63) === PAIR_END) return first;
  return 63;
}
