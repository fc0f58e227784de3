/**
 * JPEG files written by hand, coefficient by coefficient: every sampling and table that a decoder may
 * meet, and no encoder of ours in between.
 */

export interface Handmade {
  readonly width: number;
  readonly height: number;
  /** Blocks across and down in an MCU, for each component: one, or three. */
  readonly sampling: readonly (readonly [h: number, v: number])[];
  /** MCUs between restart markers; 0 has none. */
  readonly restartInterval?: number;
  /** The quantiser of the DC; a large one takes samples out of any range. */
  readonly dcQuantiser?: number;
  /** What the coefficients are drawn from. */
  readonly seed: number;
}

/** Samplings as cameras and encoders write them, and some that are only allowed. */
export const samplings: Readonly<Record<string, Handmade["sampling"]>> = {
  grey: [[1, 1]],
  "4:4:4": [
    [1, 1],
    [1, 1],
    [1, 1],
  ],
  "4:2:2": [
    [2, 1],
    [1, 1],
    [1, 1],
  ],
  "4:2:0": [
    [2, 2],
    [1, 1],
    [1, 1],
  ],
  "4:4:0": [
    [1, 2],
    [1, 1],
    [1, 1],
  ],
  "4:2:0 and 4:2:2": [
    [2, 2],
    [1, 1],
    [2, 1],
  ],
  "sharper red": [
    [2, 2],
    [1, 2],
    [2, 2],
  ],
  "coarse light": [
    [1, 1],
    [2, 2],
    [1, 1],
  ],
  "4 by 1": [
    [4, 1],
    [2, 1],
    [2, 1],
  ],
};

/** A sequence of whole numbers below `n` that depends on the seed alone. */
function dice(seed: number): (n: number) => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

interface Table {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
  readonly codes: ReadonlyMap<number, string>;
}

/** The canonical code with this many codes of each length, the rest 16 bits long. */
function table(symbols: readonly number[], some: readonly number[]): Table {
  const counts = Array.from({ length: 16 }, (_, i) => some[i] ?? 0);
  counts[15] = symbols.length - counts.reduce((sum, n) => sum + n, 0);
  const codes = new Map<number, string>();
  let code = 0;
  let next = 0;
  for (const [i, n] of counts.entries()) {
    for (let k = 0; k < n; k++) {
      codes.set(symbols[next++] as number, code.toString(2).padStart(i + 1, "0"));
      code++;
    }
    code *= 2;
  }
  return { counts, symbols, codes };
}

const dcTable = table([...Array(12).keys()], [0, 2, 2, 2, 1, 1, 1, 1, 1]);
const runsAndSizes = Array.from({ length: 160 }, (_, i) => ((i % 16) << 4) | (1 + (i >> 4)));
const acTable = table(
  [0x00, ...runsAndSizes.sort((a, b) => weight(a) - weight(b) || a - b), 0xf0],
  [0, 1, 2, 2, 3, 4, 5, 6, 8, 10],
);

function weight(symbol: number): number {
  return (symbol >> 4) + 1.5 * (symbol & 15);
}

const zigzagLength = 64;
const [endOfBlock, sixteenZeros] = [0x00, 0xf0];

export function handmade({
  width,
  height,
  sampling,
  restartInterval = 0,
  dcQuantiser,
  seed,
}: Handmade): Uint8Array {
  const roll = dice(seed);
  const hMost = Math.max(...sampling.map(([h]) => h));
  const vMost = Math.max(...sampling.map(([, v]) => v));
  // A lone component is not interleaved: its MCU is one block.
  const [across, down] = sampling.length === 1 ? [1, 1] : [hMost, vMost];
  const mcus = Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down));
  const quantiser = Array.from({ length: zigzagLength }, (_, k) => 1 + roll(4 + k));

  const scan: number[] = [];
  let bits = "";
  let predictors = sampling.map(() => 0);
  for (let mcu = 0; mcu < mcus; mcu++) {
    if (restartInterval > 0 && mcu > 0 && mcu % restartInterval === 0) {
      scan.push(...toBytes(bits), 0xff, 0xd0 + ((mcu / restartInterval - 1) % 8));
      bits = "";
      predictors = sampling.map(() => 0);
    }
    for (const [i, [h, v]] of sampling.entries()) {
      for (let n = sampling.length === 1 ? 1 : h * v; n > 0; n--) {
        const dc = Math.trunc((roll(1600) - 800) / (quantiser[0] as number));
        bits += dcBits(dc - (predictors[i] as number)) + acBits(quantiser, roll);
        predictors[i] = dc;
      }
    }
  }
  scan.push(...toBytes(bits));

  const ids = sampling.map((_, i) => i + 1);
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, [0, dcQuantiser ?? (quantiser[0] as number), ...quantiser.slice(1)]),
    ...segment(0xc0, [
      ...[8, height >> 8, height & 255, width >> 8, width & 255, ids.length],
      ...sampling.flatMap(([h, v], i) => [i + 1, (h << 4) | v, 0]),
    ]),
    ...segment(0xc4, [0x00, ...dcTable.counts, ...dcTable.symbols]),
    ...segment(0xc4, [0x10, ...acTable.counts, ...acTable.symbols]),
    ...(restartInterval > 0 ? segment(0xdd, [restartInterval >> 8, restartInterval & 255]) : []),
    ...segment(0xda, [ids.length, ...ids.flatMap((id) => [id, 0]), 0, 63, 0]),
    ...scan,
    ...[0xff, 0xd9],
  ]);
}

export function segment(marker: number, payload: readonly number[]): number[] {
  const length = payload.length + 2;
  return [0xff, marker, length >> 8, length & 0xff, ...payload];
}

/** Coefficients of one block: none, a few, or all; some large, as long as they fit together. */
function acBits(quantiser: readonly number[], roll: (n: number) => number): string {
  const density = [0, 3, 12, 40, 100][roll(5)] as number;
  let bits = "";
  let run = 0;
  for (let k = 1; k < zigzagLength; k++) {
    if (roll(100) >= density / (1 + k / 20)) {
      run++;
      continue;
    }
    for (; run > 15; run -= 16) bits += acTable.codes.get(sixteenZeros);
    const most = Math.max(1, Math.trunc((roll(20) === 0 ? 300 : 20) / (quantiser[k] as number)));
    const value = (roll(2) === 0 ? 1 : -1) * (1 + roll(most));
    bits += acTable.codes.get((run << 4) | sizeOf(value)) + valueBits(value);
    run = 0;
  }
  return run > 0 ? bits + acTable.codes.get(endOfBlock) : bits;
}

function dcBits(difference: number): string {
  return dcTable.codes.get(sizeOf(difference)) + valueBits(difference);
}

function sizeOf(value: number): number {
  return value === 0 ? 0 : 32 - Math.clz32(Math.abs(value));
}

/** A value in as many bits as its size; negative ones less one, so that they begin with 0. */
export function valueBits(value: number): string {
  const size = sizeOf(value);
  const low = value < 0 ? value + 2 ** size - 1 : value;
  return size === 0 ? "" : low.toString(2).padStart(size, "0");
}

/** Whole bytes, filled up with ones, a zero after each FF. */
export function toBytes(bits: string): number[] {
  return (bits.match(/.{1,8}/g) ?? []).flatMap((byte) => {
    const value = Number.parseInt(byte.padEnd(8, "1"), 2);
    return value === 0xff ? [0xff, 0] : [value];
  });
}
