// What the headers say of the image: its size, and how each component is stored.
import { COMPONENTS, EMPTY, OK, SAMPLING, SAMPLING_FACTOR } from "./status";

@unmanaged
export class Component {
  id: i32;
  /** Samples across and down in each MCU of all components, in blocks. */
  h: i32;
  v: i32;
  /** `v` as the frame has it: `h` and `v` of a lone component are 1. */
  declared: i32;
  /** Blocks that belong to the image. */
  columns: i32;
  rows: i32;
  /** The number of its quantiser, and the quantiser as its first scan found it: u16[64], or 0. */
  quantiser: i32;
  latched: usize;
  /** The numbers of its tables in the scan at hand. */
  dc: i32;
  ac: i32;
  dcTable: usize;
  acTable: usize;
  /** i16[64]: what coefficients are multiplied by, for the DCT in use. */
  multipliers: usize;
  /** The DC of the block before, and what arithmetic coding knows of its size. */
  predictor: i32;
  context: i32;
  /** How many columns and rows of the image one sample stands for. */
  across: i32;
  down: i32;
  /** Size in samples, without the padding of the last blocks. */
  width: i32;
  height: i32;
  /** A ring of at least two MCU rows, from sample column `left` on. */
  plane: usize;
  stride: usize;
  rowMask: i32;
  left: i32;
  /** Where an enlarged row is put together. */
  row: usize;
  /** Where all its coefficients are kept, i16[64] a block in zigzag order, and the bytes of a row of blocks. */
  coefficients: usize;
  pitch: usize;

  predictorAt(): usize {
    return changetype<usize>(this) + offsetof<Component>("predictor");
  }

  /** Whether libjpeg repeats its samples instead of filtering them, for there are so few. */
  isNarrow(): bool {
    return this.across === 2 && this.width <= 2;
  }

  /** Whether rows of the image need the sample rows above and below theirs. */
  needsContext(): bool {
    return this.down === 2 && this.across <= 2 && !this.isNarrow();
  }

  /** The sample row on the other side of image row `y`; at the edge, the same once more. */
  farther(y: i32): i32 {
    return min(max(y & 1 ? (y >> 1) + 1 : (y >> 1) - 1, 0), this.height - 1);
  }

  /** The start of sample row `y`, as if the plane began with column 0. */
  rowAt(y: i32): usize {
    return this.plane + <usize>(y & this.rowMask) * this.stride - <usize>this.left;
  }
}

const MOST: i32 = 4;
const components = memory.data(4 * offsetof<Component>(), 64);
// i16[64] for each component.
const multipliers = memory.data(4 * 128, 64);

// @inline
export function component(index: i32): Component {
  return changetype<Component>(components + <usize>index * offsetof<Component>());
}

/** What the components mean. */
export const YCC: i32 = 0;
export const RGB: i32 = 1;
export const GREY: i32 = 2;
export const CMYK: i32 = 3;
export const YCCK: i32 = 4;

export let width: i32 = 0;
export let height: i32 = 0;
export let count: i32 = 0;
export let colours: i32 = 0;
/** Whether the four inks are stored inverted, as Adobe's programs do. */
export let adobe: bool = false;
/** The most blocks that any component has in an MCU. */
export let hMost: i32 = 1;
export let vMost: i32 = 1;
/** MCUs of all components that cover the image. */
export let mcuColumns: i32 = 0;
export let mcuRows: i32 = 0;

/** Forgets the image before. */
export function clearFrame(): void {
  width = 0;
  height = 0;
  count = 0;
}

export function setSize(w: i32, h: i32, n: i32): i32 {
  if (w === 0 || h === 0 || n === 0) return EMPTY;
  if (n > MOST || n === 2) return COMPONENTS;
  width = w;
  height = h;
  count = n;
  return OK;
}

export function setColours(kind: i32, byAdobe: bool): void {
  colours = kind;
  adobe = byAdobe;
}

/** Derives what follows from the sampling factors. */
export function setSampling(): i32 {
  hMost = 1;
  vMost = 1;
  for (let i = 0; i < count; i++) {
    const c = component(i);
    if (c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4) return SAMPLING_FACTOR;
    c.declared = c.v;
    // A lone component has one block an MCU, whatever its factors.
    if (count === 1) c.h = c.v = 1;
    hMost = max(hMost, c.h);
    vMost = max(vMost, c.v);
  }
  mcuColumns = (width + (hMost << 3) - 1) / (hMost << 3);
  mcuRows = (height + (vMost << 3) - 1) / (vMost << 3);
  for (let i = 0; i < count; i++) {
    const c = component(i);
    if (hMost % c.h !== 0 || vMost % c.v !== 0) return SAMPLING;
    c.across = hMost / c.h;
    c.down = vMost / c.v;
    c.width = (width + c.across - 1) / c.across;
    c.height = (height + c.down - 1) / c.down;
    c.columns = (c.width + 7) >> 3;
    c.rows = (c.height + 7) >> 3;
    let ring = 16;
    while (ring < 16 * c.v) ring <<= 1;
    c.rowMask = ring - 1;
    c.multipliers = multipliers + <usize>i * 128;
    c.latched = 0;
  }
  return OK;
}

/** Where the coefficients of a block are kept. */
// @inline
export function blockAt(c: Component, row: i32, column: i32): usize {
  return c.coefficients + <usize>row * c.pitch + ((<usize>column) << 7);
}
