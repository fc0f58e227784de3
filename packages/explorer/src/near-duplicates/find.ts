import { nextTurn } from "@imagenet-v2/storage/internal";
import type { DuplicatePair } from "../documents.ts";
import { bitCount, perceptualHash } from "./perceptual-hash.ts";
import { signatureLength, signatureSide } from "./signature.ts";

/** Bits of 64 that may differ for two images to be looked at closer. */
const nearBits = 12;
/** Correlation from which two images count as alike. */
const leastLikeness = 0.98;
/** A picture of one grey has nothing to compare: standard deviation below which it is left out. */
const leastContrast = 4;

/**
 * Finds the pairs that look alike, also where one is recompressed, resized or mirrored: the 64-bit
 * hashes tell which pairs to look at, the correlation of their 16 × 16 grey values which to keep.
 *
 * @param indices the images' numbers
 * @param signatures 256 bytes each, one after the other; see `signatureOf`
 * @returns the most alike first
 */
export async function findDuplicates(
  indices: readonly number[],
  signatures: Uint8Array,
  signal?: AbortSignal | undefined,
): Promise<DuplicatePair[]> {
  const images: Candidate[] = [];
  for (const [at, index] of indices.entries()) {
    const signature = signatures.subarray(at * signatureLength, (at + 1) * signatureLength);
    const grey = standardised(signature);
    if (grey !== undefined) images.push({ index, grey, hash: perceptualHash(signature) });
  }
  const hashes = Int32Array.from(images.flatMap(({ hash }) => hash.slice(0, 2)));
  const pairs: DuplicatePair[] = [];
  for (const [later, image] of images.entries()) {
    // 50 million comparisons for 10,000 images: others get their turn in between.
    if (later % 64 === 0) await nextTurn();
    signal?.throwIfAborted();
    const [low, high, mirroredLow, mirroredHigh] = image.hash;
    for (let at = 0; at < later; at++) {
      const [a, b] = [hashes[2 * at] as number, hashes[2 * at + 1] as number];
      const straight = bitCount(a ^ low) + bitCount(b ^ high) <= nearBits;
      if (!straight && bitCount(a ^ mirroredLow) + bitCount(b ^ mirroredHigh) > nearBits) continue;
      const pair = compared(images[at] as Candidate, image);
      if (pair.likeness >= leastLikeness) pairs.push(pair);
    }
  }
  return pairs.sort((x, y) => y.likeness - x.likeness || x.first - y.first);
}

interface Candidate {
  readonly index: number;
  readonly grey: Float32Array;
  readonly hash: ReturnType<typeof perceptualHash>;
}

/** Either way round, whichever is more alike. */
function compared(one: Candidate, other: Candidate): DuplicatePair {
  const straight = correlation(one.grey, other.grey, false);
  const turned = correlation(one.grey, other.grey, true);
  return {
    first: Math.min(one.index, other.index),
    second: Math.max(one.index, other.index),
    likeness: Number(Math.max(straight, turned).toFixed(4)),
    mirrored: turned > straight,
  };
}

/** Mean 0, length 1; `undefined` where there is too little contrast. */
function standardised(signature: Uint8Array): Float32Array | undefined {
  const mean = signature.reduce((sum, value) => sum + value, 0) / signatureLength;
  const grey = Float32Array.from(signature, (value) => value - mean);
  const length = Math.hypot(...grey);
  if (length < leastContrast * signatureSide) return undefined;
  return grey.map((value) => value / length);
}

function correlation(a: Float32Array, b: Float32Array, mirrored: boolean): number {
  let sum = 0;
  for (let at = 0; at < signatureLength; at++) {
    const other = mirrored ? at ^ (signatureSide - 1) : at;
    sum += (a[at] as number) * (b[other] as number);
  }
  return sum;
}
