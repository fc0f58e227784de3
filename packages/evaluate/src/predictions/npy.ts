import { readSmallFile } from "@imagenet-v2/storage/node";
import { getFloat16 } from "@petamoriken/float16";
import { invalid } from "./invalid.ts";
import { checkTop, type ReadRowsOptions, type Row, topOfScores } from "./row.ts";

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

/**
 * Reads a matrix as NumPy saves it, a row for each name: five or more classes, best first (integers,
 * as in the authors' prediction files), or as many scores (floats) as a model may answer with.
 *
 * @param names which image each row is about
 * @throws INVALID_PREDICTIONS with the row, counted from 1
 */
export async function readNpy(
  path: string,
  names: readonly string[],
  { answering, signal }: ReadRowsOptions,
): Promise<Row[]> {
  // A model of ImageNet may answer, with a background class.
  const mostNumbers = Math.max(1001, answering.classes.length);
  const bytes = await readSmallFile(path, {
    limit: mostHeaderBytes + names.length * mostNumbers * 8,
    hint: `There are ${names.length} images, and a row has at most ${mostNumbers} numbers.`,
    signal,
  });
  const matrix = parseNpy(bytes, path);
  if (matrix.rows !== names.length) {
    throw invalid(
      path,
      undefined,
      `It has ${matrix.rows} rows, and there are ${names.length} images.`,
      { hint: "The rows are the variant's images in the order of the authors' list." },
    );
  }
  return names.map((name, i) => {
    const row = matrix.row(i);
    const top = matrix.isFloat
      ? topOfScores(row, name, path, i + 1, answering)
      : checkTop(row, path, i + 1, answering);
    return { name, line: i + 1, top };
  });
}

const mostHeaderBytes = 65_536;

interface Matrix {
  readonly rows: number;
  readonly isFloat: boolean;
  row(index: number): number[];
}

/** NumPy's format, versions 1 to 3: magic, version, length, a Python dict as text, the numbers. */
function parseNpy(bytes: Buffer, path: string): Matrix {
  const wrong = (what: string) => invalid(path, undefined, what);
  if (bytes.length < 12 || bytes.toString("latin1", 0, 6) !== "\x93NUMPY") {
    throw wrong("This is no npy file.");
  }
  const isFirst = bytes[6] === 1;
  const start = isFirst ? 10 : 12;
  const end = start + (isFirst ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  const header = bytes.toString("latin1", start, end);
  const [, order, type = ""] = /'descr':\s*'([<>|=])(\w+)'/.exec(header) ?? [];
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
  if (!/'fortran_order':\s*False/.test(header)) {
    throw wrong("It is stored by columns: save np.ascontiguousarray(predictions).");
  }
  if (columns === 0 || more.length > 0) {
    throw wrong(`Its shape is (${shape}), and there must be a row for each image.`);
  }
  const [there, needed] = [bytes.length - end, rows * columns * size];
  if (there !== needed) {
    throw wrong(`Its shape (${shape}) takes ${needed} bytes of numbers, and there are ${there}.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + end);
  const at = (index: number) => read(view, index * size, order !== ">");
  return {
    rows,
    isFloat: type.startsWith("f"),
    row: (index) => Array.from({ length: columns }, (_, i) => at(index * columns + i)),
  };
}
