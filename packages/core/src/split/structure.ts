import { ImageNetV2Error } from "../errors.ts";
import { quote } from "../quote.ts";
import { isSubSplit, type Split } from "./read-instruction.ts";

/** A split, or lists and objects of splits, nested as one likes. */
export type SplitStructure =
  | Split
  | readonly SplitStructure[]
  | { readonly [name: string]: SplitStructure };

/** The type of `S` with a `D` in place of each split; without splits, `{ test: D }`. */
export type SplitResult<S, D> = [SplitStructure] extends [S]
  ? AnyResult<D>
  : S extends undefined
    ? { test: D }
    : S extends Split
      ? D
      : { -readonly [K in keyof S]: SplitResult<S[K], D> };

/** What comes of splits of which nothing is known. Without it their type would have no end. */
type AnyResult<D> = D | AnyResult<D>[] | { [name: string]: AnyResult<D> };

/**
 * Puts `read(split)` in the place of each split of a structure. `undefined` stands for every split
 * there is, by name.
 *
 * @example
 * mapSplits(["test[:10]", { rest: "test[10:]" }], (split) => dataset.split(split));
 * // [Dataset, { rest: Dataset }]
 *
 * @throws INVALID_SPLIT for a leaf that is no split, and whatever `read` throws
 */
export function mapSplits<const S extends SplitStructure | undefined, D>(
  splits: S,
  read: (split: Split) => D,
): SplitResult<S, D> {
  return map(splits === undefined ? { test: "test" } : splits, read) as SplitResult<S, D>;
}

function map(splits: SplitStructure, read: (split: Split) => unknown): unknown {
  if (typeof splits === "string" || isSubSplit(splits)) return read(splits);
  if (Array.isArray(splits)) return splits.map((split) => map(split, read));
  if (!isPlain(splits)) {
    const spec = String(splits);
    throw new ImageNetV2Error(
      "INVALID_SPLIT",
      `A split is a string, a ReadInstruction, or a list or object of those, not ${quote(spec)}.`,
      { spec },
      { hint: 'For example: "test[:10%]".' },
    );
  }
  return Object.fromEntries(
    Object.entries(splits).map(([name, split]) => [name, map(split, read)]),
  );
}

/** An object literal, and not a promise or a map that somebody forgot to open. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
