import { signatureSide } from "./signature.ts";

/** Frequencies kept in each direction, without the constant. */
const kept = 8;

const cosines = Array.from({ length: kept + 1 }, (_, frequency) =>
  Float32Array.from({ length: signatureSide }, (_, x) =>
    Math.cos(((2 * x + 1) * frequency * Math.PI) / (2 * signatureSide)),
  ),
);

/**
 * 64 bits that change little when the picture does: the signs of its lowest DCT frequencies, after
 * Zauner's pHash. Of the mirror image the odd horizontal frequencies turn around, so that hash comes
 * along for nothing.
 *
 * @param signature 16 × 16 grey values
 * @returns two 32-bit words of the picture, two of its mirror image
 */
export function perceptualHash(signature: Uint8Array): readonly [number, number, number, number] {
  const words: [number, number, number, number] = [0, 0, 0, 0];
  let bit = 0;
  for (let v = 0; v < kept; v++) {
    for (let u = 1; u <= kept; u++, bit++) {
      const value = coefficient(signature, u, v);
      const word = bit >> 5;
      if (value > 0) words[word as 0 | 1] |= 1 << (bit & 31);
      if ((u % 2 === 1 ? -value : value) > 0) words[(word + 2) as 2 | 3] |= 1 << (bit & 31);
    }
  }
  return words;
}

function coefficient(signature: Uint8Array, u: number, v: number): number {
  const across = cosines[u] as Float32Array;
  const down = cosines[v] as Float32Array;
  let sum = 0;
  for (let y = 0; y < signatureSide; y++) {
    let row = 0;
    for (let x = 0; x < signatureSide; x++) {
      row += (signature[y * signatureSide + x] as number) * (across[x] as number);
    }
    sum += row * (down[y] as number);
  }
  return sum;
}

/** How many of 32 bits are set. */
export function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
