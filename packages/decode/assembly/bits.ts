// The entropy-coded bits. A segment is copied once, without its stuffed zeros and back to front: a
// plain little-endian 64-bit load below a given point then has the next bits on top, in order.
import { limit, pending, position, seek } from "./stream";
import { copyReversed } from "./wide";

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

  /** Bits taken so far. */
  consumed(): i64 {
    return ((<i64>(this.first - this.at)) << 3) - this.count;
  }

  /** Takes the last `n` bits back. */
  release(n: i64): void {
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

  /** Bits that nobody took. */
  left(): i64 {
    return this.available - this.consumed();
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
 * Makes the segment that begins at the stream's position ready to be read, in the room that ends at
 * `top`, and goes behind the marker that ends it, which is then pending: none at the end of the file.
 * Where a marker is pending already, the segment is empty.
 */
export function openSegment(top: usize): void {
  const end = limit;
  let p = position;
  let to = top;
  let marker = pending;
  while (marker === 0) {
    const plain = copyReversed(p, end, to);
    p += plain;
    to -= plain;
    if (p >= end) break;
    const byte = load<u8>(p++);
    if (byte !== 0xff) {
      store<u8>(--to, byte);
      continue;
    }
    while (p < end && load<u8>(p) === 0xff) p++; // any number of FF may stand before a marker
    if (p >= end) break;
    const code = load<u8>(p++);
    // FF FF 00 is a byte of data to libjpeg as FF 00 is.
    if (code === 0) store<u8>(--to, 0xff);
    else marker = code;
  }
  seek(p, marker);
  memory.fill(to - PAD, 0, PAD);
  reader.available = (<i64>(top - to)) << 3;
  reader.first = top - 8;
  reader.at = top - 8;
  reader.bits = 0;
  reader.count = 0;
}
