/**
 * The header of a NumPy file (format 1.0) of bytes in C order. Equally long for every `count`, so that
 * it can be written again when that is known.
 */
export function npyHeader(count: number, shape: readonly number[]): Buffer {
  const dict = `{'descr': '|u1', 'fortran_order': False, 'shape': (${[count, ...shape].join(", ")}), }`;
  const magic = Buffer.from("\x93NUMPY\x01\x00\0\0", "latin1");
  const text = `${dict.padEnd(length - magic.length - 1)}\n`;
  magic.writeUInt16LE(text.length, 8);
  return Buffer.concat([magic, Buffer.from(text, "latin1")]);
}

/** A multiple of 64, so that the array is aligned; the longest dict takes some 110 bytes. */
const length = 192;
