import { getFloat16 } from "@petamoriken/float16";
import { textOf } from "../files/bytes.ts";

type Read = (view: DataView, at: number, little: boolean) => number;

/** How to read a number, by NumPy's type without the byte order. */
const types: Readonly<Record<string, readonly [bytes: number, read: Read]>> = {
  i1: [1, (view, at) => view.getInt8(at)],
  u1: [1, (view, at) => view.getUint8(at)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  f2: [2, (view, at, little) => getFloat16(view, at, little)],
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
};

/** `\x93NUMPY` */
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** The most that comes before the numbers. */
export const mostHeaderBytes = 65_536;

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly isFloat: boolean;
  row(index: number): number[];
}

/**
 * A matrix as NumPy saves it, by rows or by columns. Its format, versions 1 to 3: magic, version, length,
 * a Python dict as text, the numbers.
 *
 * @param wrong the error for a file that has none; `what` is a sentence about it
 */
export function parseNpy(bytes: Uint8Array, wrong: (what: string) => Error): Matrix {
  if (bytes.length < 12 || magic.some((byte, i) => bytes[i] !== byte)) {
    throw wrong("This is no npy file.");
  }
  const isFirst = bytes[6] === 1;
  const start = isFirst ? 10 : 12;
  const whole = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = start + (isFirst ? whole.getUint16(8, true) : whole.getUint32(8, true));
  const header = textOf(bytes.subarray(start, end));
  const [, order, type = ""] = /'descr':\s*'([<>|=])(\w+)'/.exec(header) ?? [];
  const [, byColumns] = /'fortran_order':\s*(True|False)/.exec(header) ?? [];
  const [, shape = ""] = /'shape':\s*\(([\d,\s]*)\)/.exec(header) ?? [];
  const [rows = 0, columns = 0, ...more] = shape
    .split(",")
    .filter((x) => x.trim())
    .map(Number);
  if (!Object.hasOwn(types, type)) {
    throw wrong(
      `It holds neither integers nor floats of 16, 32 or 64 bits, but ${type || "objects"}.`,
    );
  }
  const [size, read] = types[type] as (typeof types)[string];
  if (byColumns === undefined) {
    throw wrong("Its header does not say whether it is stored by rows or by columns.");
  }
  if (columns === 0 || more.length > 0) {
    throw wrong(`Its shape is (${shape}), and a matrix has rows and columns.`);
  }
  const [there, needed] = [bytes.length - end, rows * columns * size];
  if (there !== needed) {
    throw wrong(`Its shape (${shape}) takes ${needed} bytes of numbers, and there are ${there}.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + end);
  const place = byColumns === "True" ? columnMajor(rows) : rowMajor(columns);
  const at = (row: number, column: number) => read(view, place(row, column) * size, order !== ">");
  return {
    rows,
    columns,
    isFloat: type.startsWith("f"),
    row: (index) => Array.from({ length: columns }, (_, column) => at(index, column)),
  };
}

const rowMajor = (columns: number) => (row: number, column: number) => row * columns + column;
const columnMajor = (rows: number) => (row: number, column: number) => column * rows + row;
