// The entropy-coded bits. A segment is copied once, without its stuffed zeros and back to front: a
// plain little-endian 64-bit load below a given point then has the next bits on top, in order.

/** A decoder may run ahead of the last bit by what one MCU can hold: 10 blocks of 64 × 31 bits. */
const PAD: usize = 4096;

@unmanaged
export class BitReader {
  /** The next bits, the very next one on top. */
  bits: u64;
  /** How many of them are real. */
  count: i64;
  /** Where the next eight bytes are loaded from. */
  at: usize;
  /** Where the first eight of the segment were. */
  first: usize;
  /** Bits in this segment. */
  available: i64;
  /** Position in the file behind this segment: at a marker, or the end. */
  next: usize;

  /** Bits taken so far. */
  consumed(): i64 {
    return ((<i64>(this.first - this.at)) << 3) - this.count;
  }

  /** Takes the last `n` bits back. */
  giveBack(n: i64): void {
    const taken = this.consumed() - n;
    const byte = this.first - <usize>(taken >> 3);
    this.bits = load<u64>(byte) << (taken & 7);
    this.count = 56 - (taken & 7);
    this.at = byte - 7;
  }

  /** Whether more bits were taken than there are. */
  overrun(): bool {
    return this.consumed() > this.available;
  }

  /** Whether whole bytes were left over. */
  leftover(): bool {
    return this.available - this.consumed() > 7;
  }
}

export const reader = changetype<BitReader>(memory.data(offsetof<BitReader>(), 64));

// The three steps of topping up, for functions that keep the state in locals:
//   bits = topped(bits, at, count); at = moved(at, count); count = full(count);
// @inline
export function topped(bits: u64, at: usize, count: i64): u64 {
  return bits | (load<u64>(at) >>> count);
}
// @inline
export function moved(at: usize, count: i64): usize {
  return at - <usize>((63 - count) >> 3);
}
// @inline
export function full(count: i64): i64 {
  return count | 56;
}

/** The signed value of the `size` bits on top: a leading 0 means negative, with all bits turned. */
// @inline
export function valueIn(bits: u64, size: u64): i64 {
  const negative = ~(<i64>bits >> 63);
  const magnitude = <i64>(((bits ^ negative) >>> 1) >>> (size ^ 63));
  return (magnitude ^ negative) - negative;
}

/** Bytes that {@link openSegment} wants for a segment of at most `length` bytes. */
export function segmentRoom(length: usize): usize {
  return length + PAD + 64;
}

/**
 * Makes the segment at `from` ready to be read, in the room that ends at `top`. Returns the marker
 * that ends it, or 0 at `end`, the end of the file.
 */
export function openSegment(from: usize, end: usize, top: usize): i32 {
  const ones = i8x16.splat(-1);
  let p = from;
  let to = top;
  let marker = 0;
  while (true) {
    while (p + 16 <= end) {
      const chunk = v128.load(p);
      v128.store(to - 16, reversed(chunk));
      const found = i8x16.bitmask(i8x16.eq(chunk, ones));
      if (found === 0) {
        p += 16;
        to -= 16;
        continue;
      }
      const plain = <usize>ctz(found);
      p += plain;
      to -= plain;
      if (p + 1 >= end || load<u8>(p, 1) !== 0) break;
      p += 2;
      to--; // FF 00: the FF is there already
    }
    if (p >= end) break;
    const byte = load<u8>(p);
    if (byte !== 0xff) {
      store<u8>(--to, byte);
      p++;
      continue;
    }
    let q = p + 1; // any number of FF may stand before a marker
    while (q < end && load<u8>(q) === 0xff) q++;
    if (q >= end) {
      p = end;
      break;
    }
    const code = load<u8>(q);
    // FF FF 00 is neither a marker nor a byte, and libjpeg trips over it: as good as the end.
    if (code !== 0 || q > p + 1) {
      marker = code;
      p = q - 1;
      break;
    }
    store<u8>(--to, 0xff);
    p = q + 1;
  }
  memory.fill(to - PAD, 0, PAD);
  reader.next = p;
  reader.available = (<i64>(top - to)) << 3;
  reader.first = top - 8;
  reader.at = top - 8;
  reader.bits = 0;
  reader.count = 0;
  return marker;
}

// @inline
function reversed(v: v128): v128 {
  return v128.shuffle<i8>(v, v, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
}
