import { ImageNetV2Error } from "../errors.ts";
import { didYouMean } from "../options.ts";
import { quote } from "../quote.ts";
import { roundHalfEven } from "../round.ts";
import type { SplitPart } from "./parse.ts";

/** The examples `[from, to)` of a split, counted in storage order. */
export interface Slice {
  readonly split: string;
  readonly from: number;
  readonly to: number;
}

/** How many examples each shard of each split holds: `{ test: [625, 625, …] }`. */
export type ShardLengthsBySplit = Readonly<Record<string, readonly number[]>>;

/**
 * What a percentage of the examples is. `closest`: the nearest number, halves to the even one.
 * `pct1_dropremainder`: every whole percent has the same size, and what is left over is dropped.
 */
export type SplitRounding = "closest" | "pct1_dropremainder";

export interface SliceBounds extends SplitPart {
  readonly rounding: SplitRounding;
}

/** The slice in the notation of split expressions. */
export function writeSlice(
  { splitName, from, to, unit }: SplitPart,
  print: (bound: number) => string = String,
): string {
  if (from === undefined && to === undefined) return splitName;
  const suffix = unit === "abs" ? "" : unit;
  const write = (bound: number | undefined) => (bound === undefined ? "" : print(bound) + suffix);
  return `${splitName}[${write(from)}:${write(to)}]`;
}

/**
 * The examples that bounds of any unit select, by TFDS's arithmetic. It takes some things one would
 * not guess, and so do we: bounds in shards are clamped and not refused, and an upper bound of 0
 * shards is the end, so that `test[:0shard]` is the whole split. An inverted slice (`test[100:50]`)
 * is refused here, where TFDS reports −50 examples.
 *
 * @throws UNKNOWN_SPLIT, INVALID_SPLIT
 */
export function resolveSlice(bounds: SliceBounds, shardLengths: ShardLengthsBySplit): Slice {
  const shards = shardsOf(bounds, shardLengths);
  const count = sum(shards);
  const [first, last] = toExamples(bounds, shards, count);
  const spec = writeSlice(bounds);
  if (Math.abs(first) > count || Math.abs(last) > count) {
    throw new ImageNetV2Error(
      "INVALID_SPLIT",
      `Requested slice [${first || ""}:${last || ""}] incompatible with ${count} examples.`,
      { spec },
      { hint: `The bounds of ${quote(bounds.splitName)} go from ${-count} to ${count}.` },
    );
  }
  // Adding 0 turns -0 into 0.
  const from = first < 0 ? count + first : first + 0;
  const to = last < 0 ? count + last : last + 0;
  if (from > to) {
    const swapped = writeSlice({ ...bounds, from: bounds.to, to: bounds.from });
    throw new ImageNetV2Error(
      "INVALID_SPLIT",
      `The slice ${quote(spec)} ends before it begins: [${from}:${to}] of ${count} examples.`,
      { spec },
      { hint: `Did you mean \`${swapped}\`?` },
    );
  }
  return { split: bounds.splitName, from, to };
}

function shardsOf(bounds: SliceBounds, shardLengths: ShardLengthsBySplit): readonly number[] {
  const { splitName } = bounds;
  const shards = Object.hasOwn(shardLengths, splitName) ? shardLengths[splitName] : undefined;
  if (shards !== undefined) return shards;
  const available = Object.keys(shardLengths);
  const meant = available.length === 1 ? available[0] : didYouMean(splitName, available);
  throw new ImageNetV2Error(
    "UNKNOWN_SPLIT",
    `Unknown split ${quote(splitName)}. Should be one of [${available.map(quote).join(", ")}].`,
    { split: splitName, available },
    meant === undefined
      ? {}
      : { hint: `Did you mean \`${writeSlice({ ...bounds, splitName: meant })}\`?` },
  );
}

/** Both bounds in examples; negative ones still count from the end. */
function toExamples(
  { from, to, unit, rounding, ...bounds }: SliceBounds,
  shards: readonly number[],
  count: number,
): [number, number] {
  if (unit === "abs") return [from ?? 0, to ?? count];
  if (unit === "shard") {
    // Negative positions count from the end and large ones stop there, with `slice` as in Python.
    const upTo = (shard: number) => sum(shards.slice(0, shard));
    const end = to === undefined || to > 0 ? to : to + shards.length;
    return [from === undefined ? 0 : upTo(from), end === undefined ? count : upTo(end)];
  }
  if (rounding === "pct1_dropremainder" && count < 100) {
    throw new ImageNetV2Error(
      "INVALID_SPLIT",
      'Using "pct1_dropremainder" rounding on a split with less than 100 elements is forbidden.',
      { spec: writeSlice({ ...bounds, from, to, unit }) },
      { hint: "It always gives an empty dataset. Use the rounding `closest`." },
    );
  }
  const share = (percent: number) =>
    rounding === "closest"
      ? // Multiplied first: 33.333 / 100 * N is another double.
        roundHalfEven((percent * count) / 100)
      : percent * Math.floor(count / 100);
  return [from === undefined ? 0 : share(from), to === undefined ? count : share(to)];
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
