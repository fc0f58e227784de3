// CRC-32C (Castagnoli), reflected, as RFC 3720 defines it. Eight tables let the loop take eight bytes
// a step ("slicing by eight"), which is five times as fast as one.
const polynomial = 0x82f63b78;

const tables: readonly Int32Array[] = (() => {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc;
  });
  const all = [first];
  for (let i = 1; i < 8; i++) {
    const previous = all[i - 1] as Int32Array;
    all.push(previous.map((crc) => (crc >>> 8) ^ (first[crc & 0xff] as number)));
  }
  return all;
})();

/**
 * The CRC-32C of some bytes, as an unsigned 32-bit number.
 *
 * @param previous the checksum of the bytes before these, to go on from
 *
 * @example
 * crc32c(new TextEncoder().encode("123456789")); //=> 0xe3069283
 */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  // Every index below is inside its table or array; the assertions cost nothing at run time.
  let crc = ~previous;
  let i = 0;
  for (const end = bytes.length - 7; i < end; i += 8) {
    crc =
      (t7[(crc ^ (bytes[i] as number)) & 0xff] as number) ^
      (t6[((crc >>> 8) ^ (bytes[i + 1] as number)) & 0xff] as number) ^
      (t5[((crc >>> 16) ^ (bytes[i + 2] as number)) & 0xff] as number) ^
      (t4[(crc >>> 24) ^ (bytes[i + 3] as number)] as number) ^
      (t3[bytes[i + 4] as number] as number) ^
      (t2[bytes[i + 5] as number] as number) ^
      (t1[bytes[i + 6] as number] as number) ^
      (t0[bytes[i + 7] as number] as number);
  }
  for (; i < bytes.length; i++) {
    crc = (crc >>> 8) ^ (t0[(crc ^ (bytes[i] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}

/**
 * The checksum as TFRecord stores it: rotated and offset, so that the CRC of data that itself holds
 * CRCs stays meaningful.
 */
export function maskedCrc32c(bytes: Uint8Array): number {
  return masked(crc32c(bytes));
}

/** A CRC-32C as TFRecord stores it. */
export function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
