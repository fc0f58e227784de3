/** A matrix as NumPy saves it; `byColumns` is Fortran's order. `header` may break the header. */
export function npy(
  rows: readonly (readonly number[])[],
  type: string,
  { header: edit = (header: string) => header, byColumns = false } = {},
): Uint8Array {
  const size = Number(type.slice(2));
  const columns = rows[0]?.length ?? 0;
  const text = edit(
    `{'descr': '${type}', 'fortran_order': ${byColumns ? "True" : "False"}, 'shape': (${rows.length}, ${columns}), }`,
  );
  // The whole header is a multiple of 64 bytes and ends in a newline.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + rows.length * columns * size);
  bytes.set(Buffer.from("\x93NUMPY\x01\x00", "latin1"));
  const view = new DataView(bytes.buffer);
  view.setUint16(8, length, true);
  bytes.set(Buffer.from(`${text.padEnd(length - 1)}\n`, "latin1"), 10);
  let at = 10 + length;
  const values = byColumns
    ? Array.from({ length: columns }, (_, column) => rows.map((row) => row[column] as number))
    : rows;
  for (const value of values.flat()) {
    const little = !type.startsWith(">");
    if (type.endsWith("i8")) view.setBigInt64(at, BigInt(value), little);
    else if (type.endsWith("i4")) view.setInt32(at, value, little);
    else if (type.endsWith("u2")) view.setUint16(at, value, little);
    else if (type.endsWith("u1")) view.setUint8(at, value);
    else if (type.endsWith("f2")) view.setUint16(at, float16Bits(value), little);
    else if (type.endsWith("f4")) view.setFloat32(at, value, little);
    else if (type.endsWith("f8")) view.setFloat64(at, value, little);
    else throw new Error(type);
    at += size;
  }
  return bytes;
}

/**
 * The bits of a number that float16 has exactly, by IEEE 754: sign, 5 bits of exponent with a bias of
 * 15, 10 of fraction.
 */
function float16Bits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size === Number.POSITIVE_INFINITY) return sign | 0x7c00;
  // Below 2^-14 numbers are multiples of 2^-24.
  if (size < 2 ** -14) return sign | (size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  return sign | ((exponent + 15) << 10) | ((size / 2 ** exponent - 1) * 1024);
}
