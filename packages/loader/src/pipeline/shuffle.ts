import { random, type Seed } from "./random.ts";

/**
 * A shuffled copy: Fisher–Yates from the last position down, each swapped with one at or before it,
 * drawn by sfc32. Equal seeds give equal orders, on every machine and in every version.
 */
export function shuffled(items: Uint32Array, seed: Seed): Uint32Array;
export function shuffled<T>(items: readonly T[], seed: Seed): T[];
export function shuffled<T>(items: ArrayLike<T>, seed: Seed): ArrayLike<T> {
  const copy = (
    ArrayBuffer.isView(items) ? (items as unknown as Uint32Array).slice() : Array.from(items)
  ) as T[];
  const draw = random(seed);
  for (let last = copy.length - 1; last > 0; last--) {
    const other = draw(last + 1);
    const kept = copy[last] as T;
    copy[last] = copy[other] as T;
    copy[other] = kept;
  }
  return copy;
}
