/** What assembly/index.ts exports. Pointers are byte offsets; a negative answer is a status. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly width: { readonly value: number };
  readonly height: { readonly value: number };
  /** 1 where there was no room because the memory could not grow. */
  readonly starved: { readonly value: number };
  readonly normaliseTable: { readonly value: number };
  input(length: number): number;
  open(dct: number): number;
  pixels(x0: number, y0: number, x1: number, y1: number): number;
  plan(
    sourceWidth: number,
    sourceHeight: number,
    columns: number,
    rows: number,
    w: number,
    h: number,
    x: number,
    y: number,
    acrossPairs: number,
    downPairs: number,
    verticalFirst: boolean,
    kind: number,
  ): number;
  acrossTable(): number;
  downTable(): number;
  tensor(x0: number, y0: number, x1: number, y1: number): number;
  stoppedAt(): number;
  readonly rowsRead: { readonly value: number };
  floats(pixels: number, kind: number): number;
  resample(imageWidth: number, x0: number, y0: number, x1: number, y1: number): number;
}
