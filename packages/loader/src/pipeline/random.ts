import { sha256, utf8ToBytes } from "@imagenet-v2/core/internal";
import * as z from "zod";

/** What makes a random order repeatable. Numbers must be whole; `1`, `1n` and `"1"` are one seed. */
export type Seed = number | bigint | string;

/** Refuses what has no one spelling: fractions, NaN, numbers of 2^53 and more. */
export const seedSchema = z.custom<Seed>(
  (seed) => typeof seed === "bigint" || typeof seed === "string" || Number.isSafeInteger(seed),
  "must be a whole number below 2^53, a bigint or a string",
);

/**
 * Numbers that look random and are the same for the same seed on every machine: the generator is
 * sfc32 (Chris Doty-Humphrey's, of PractRand), its four words of state are the first 16 bytes,
 * little-endian, of the SHA-256 of the seed's text. Written out here and not taken from a library,
 * because a new version of one must never change an order that somebody published.
 *
 * @returns a function that draws a whole number from 0 to `limit - 1`, each equally likely;
 * `limit` is 1 to 2^32
 */
export function random(seed: Seed): (limit: number) => number {
  const next = sfc32(sha256(utf8ToBytes(String(seed))));
  return (limit) => {
    // Numbers beyond the last whole multiple of the limit would favour the small ones.
    const fair = 2 ** 32 - (2 ** 32 % limit);
    let drawn = next();
    while (drawn >= fair) drawn = next();
    return drawn % limit;
  };
}

function sfc32(seed: Uint8Array): () => number {
  const state = new DataView(seed.buffer, seed.byteOffset);
  let [a, b, c, counter] = [0, 4, 8, 12].map((at) => state.getInt32(at, true)) as [
    number,
    number,
    number,
    number,
  ];
  return () => {
    const drawn = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + drawn;
    c |= 0;
    return drawn >>> 0;
  };
}
