import { dice, handmade, samplings } from "./handmade.ts";

type Damage = (bytes: Uint8Array, roll: (n: number) => number) => Uint8Array;

const join = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));

/** One kind of damage each, anywhere in the file. */
const damages: readonly Damage[] = [
  (bytes, roll) => bytes.subarray(0, roll(bytes.length)),
  (bytes, roll) => changed(bytes, 1 + roll(8), () => roll(256), roll),
  (bytes, roll) => changed(bytes, 1 + roll(3), (byte) => byte ^ (1 << roll(8)), roll),
  (bytes, roll) => {
    const at = roll(bytes.length);
    return join(bytes.subarray(0, at), bytes.subarray(at + 1 + roll(40)));
  },
  (bytes, roll) => {
    const at = roll(bytes.length);
    return join(bytes.subarray(0, at + roll(200)), bytes.subarray(at));
  },
  (bytes, roll) => {
    const at = roll(bytes.length);
    return bytes.slice().fill(roll(2) * 255, at, at + roll(60));
  },
  // A marker in the middle, or what looks like one.
  (bytes, roll) => {
    const at = roll(bytes.length);
    const marker = Uint8Array.of(0xff, [0xd0 + roll(10), roll(256), 0xff, 0xda][roll(4)] as number);
    return join(bytes.subarray(0, at), marker, bytes.subarray(at + roll(3)));
  },
  // In the headers, where one byte means most.
  (bytes, roll) => {
    const copy = bytes.slice();
    for (let n = 1 + roll(4); n > 0; n--)
      copy[2 + roll(Math.min(620, bytes.length - 2))] = roll(256);
    return copy;
  },
];

function changed(
  bytes: Uint8Array,
  times: number,
  change: (byte: number) => number,
  roll: (n: number) => number,
): Uint8Array {
  const copy = bytes.slice();
  for (let n = times; n > 0; n--) {
    const at = roll(copy.length);
    copy[at] = change(copy[at] as number);
  }
  return copy;
}

/**
 * A damaged file, the same for the same seed: one written by hand, or one of the `encoded`.
 */
export function damagedFile(seed: number, encoded: readonly Uint8Array[]): Uint8Array {
  const roll = dice(seed);
  const all = Object.values(samplings);
  const whole =
    roll(3) === 0
      ? (encoded[roll(encoded.length)] as Uint8Array)
      : handmade({
          width: 1 + roll(90),
          height: 1 + roll(70),
          sampling: all[roll(all.length)] as (typeof all)[number],
          restartInterval: roll(3) === 0 ? 1 + roll(6) : 0,
          seed,
        });
  return (damages[roll(damages.length)] as Damage)(whole, roll);
}
