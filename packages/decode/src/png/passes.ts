import { greyAlpha, type PngHeader, rgb, rgbAlpha } from "./header.ts";

/** A picture within the picture: every `dx`-th column of every `dy`-th row. */
export interface Pass {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly columns: number;
  readonly rows: number;
  /** Bytes of a row, without the byte that names its filter. */
  readonly rowLength: number;
}

const whole = [[0, 0, 1, 1]] as const;

/** Adam7: x, y, dx, dy. */
const interlaced = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes that a PNG stores its pixels in; those without pixels are not stored. */
export function passesOf(header: PngHeader): readonly Pass[] {
  return (header.interlaced ? interlaced : whole)
    .map(([x, y, dx, dy]) => {
      const columns = Math.ceil((header.width - x) / dx);
      const rows = Math.ceil((header.height - y) / dy);
      return { x, y, dx, dy, columns, rows, rowLength: Math.ceil((columns * bitsOf(header)) / 8) };
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
}

/** Bits a pixel. */
export function bitsOf({ depth, colour }: PngHeader): number {
  return depth * ({ [greyAlpha]: 2, [rgb]: 3, [rgbAlpha]: 4 }[colour] ?? 1);
}
