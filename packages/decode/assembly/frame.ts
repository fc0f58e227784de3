// What the headers say of the image: its size, and how each component is stored.

@unmanaged
export class Component {
  id: i32;
  /** Samples across and down in each MCU, in blocks. */
  h: i32;
  v: i32;
  quantiser: i32;
  dcTable: usize;
  acTable: usize;
  /** i16[64]: what coefficients are multiplied by, for the DCT in use. */
  multipliers: usize;
  /** The DC of the block before. */
  predictor: i32;
  /** How many columns and rows of the image one sample stands for: 1 or 2. */
  across: i32;
  down: i32;
  /** Size in samples, without the padding of the last blocks. */
  width: i32;
  height: i32;
  /** A ring of two MCU rows, from sample column `left` on. */
  plane: usize;
  stride: usize;
  rowMask: i32;
  left: i32;
  /** Where an enlarged row is put together. */
  row: usize;

  predictorAt(): usize {
    return changetype<usize>(this) + offsetof<Component>("predictor");
  }

  /** The start of sample row `y`, as if the plane began with column 0. */
  rowAt(y: i32): usize {
    return this.plane + <usize>(y & this.rowMask) * this.stride - <usize>this.left;
  }
}

const components = memory.data(3 * offsetof<Component>(), 64);
// i16[64] for each component.
const multipliers = memory.data(3 * 128, 64);

// @inline
export function component(index: i32): Component {
  return changetype<Component>(components + <usize>index * offsetof<Component>());
}

/** The colours of three components. */
export const YCC: i32 = 0;
export const RGB: i32 = 1;

export let width: i32 = 0;
export let height: i32 = 0;
export let count: i32 = 0;
export let colours: i32 = 0;
/** The most blocks that any component has in an MCU. */
export let hMost: i32 = 1;
export let vMost: i32 = 1;

export function setSize(w: i32, h: i32, n: i32): void {
  width = w;
  height = h;
  count = n;
}

export function setColours(kind: i32): void {
  colours = kind;
}

/** Derives what follows from the sampling factors; false where they are not of a kind decoded here. */
export function setSampling(): bool {
  hMost = 1;
  vMost = 1;
  let blocks = 0;
  // A lone component is not interleaved: one block an MCU, whatever its factors, of up to 4, say.
  if (count === 1) {
    const lone = component(0);
    if (lone.h < 1 || lone.h > 4 || lone.v < 1 || lone.v > 4) return false;
    lone.h = 1;
    lone.v = 1;
  }
  for (let i = 0; i < count; i++) {
    const c = component(i);
    if (!isPowerOfTwo(c.h) || !isPowerOfTwo(c.v)) return false;
    hMost = max(hMost, c.h);
    vMost = max(vMost, c.v);
    blocks += c.h * c.v;
  }
  if (blocks > 10) return false; // the standard's limit
  for (let i = 0; i < count; i++) {
    const c = component(i);
    c.across = hMost / c.h;
    c.down = vMost / c.v;
    if (c.across > 2 || c.down > 2) return false;
    c.width = (width + c.across - 1) / c.across;
    c.height = (height + c.down - 1) / c.down;
    c.rowMask = 16 * c.v - 1;
    c.multipliers = multipliers + <usize>i * 128;
  }
  return true;
}

/** Forgets the image before. */
export function clear(): void {
  setSize(0, 0, 0);
  setColours(YCC);
}

function isPowerOfTwo(n: i32): bool {
  return n === 1 || n === 2 || n === 4;
}
