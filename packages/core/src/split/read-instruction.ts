import * as z from "zod";
import { ImageNetV2Error } from "../errors.ts";
import { formatG } from "../numeral.ts";
import { parseOptions } from "../options.ts";
import { quote } from "../quote.ts";
import { parseParts, type SplitUnit } from "./parse.ts";
import {
  resolveSlice,
  type ShardLengthsBySplit,
  type Slice,
  type SplitRounding,
  writeSlice,
} from "./slice.ts";

/** Which examples: an expression such as `test[:10%]+test[-5:]`, or an object that says the same. */
export type Split = string | SubSplit;

// Two copies of this package may meet, so identity is a registered symbol and not the class.
const brand = Symbol.for("@imagenet-v2/split");

/** A part of the dataset, or a sum of parts; which examples it has is known once the shards are. */
export abstract class SubSplit {
  get [brand](): true {
    return true;
  }

  /** Which slices it stands for in a dataset with these shards, in order. */
  abstract slices(shardLengths: ShardLengthsBySplit): Slice[];

  /** As TFDS prints it. */
  abstract toString(): string;

  /** This followed by `other`. Overlaps are allowed and count twice. TFDS's `+`. */
  add(other: Split): SubSplit {
    return new SplitSum(termsOf(this).concat(termsOf(parseSplit(other))));
  }
}

class SplitSum extends SubSplit {
  readonly terms: readonly SubSplit[];

  constructor(terms: readonly SubSplit[]) {
    super();
    this.terms = terms;
  }

  slices(shardLengths: ShardLengthsBySplit): Slice[] {
    return this.terms.flatMap((term) => term.slices(shardLengths));
  }

  toString(): string {
    return this.terms.join("+");
  }
}

/** Keeps sums flat, so that one built term by term in a loop is no deep tree. */
function termsOf(split: SubSplit): readonly SubSplit[] {
  return "terms" in split ? (split as SplitSum).terms : [split];
}

export interface ReadInstructionOptions {
  /** The first example, or the first not counting from the end if negative; without it the start. */
  readonly from?: number | undefined;
  /** One past the last, in the same way; without it the end. */
  readonly to?: number | undefined;
  /** What `from` and `to` count. Default `abs`: examples. */
  readonly unit?: SplitUnit | undefined;
  /** Only for percentages; default `closest`. */
  readonly rounding?: SplitRounding | undefined;
}

const optionsSchema = z
  .strictObject({
    from: z.number().optional(),
    to: z.number().optional(),
    unit: z.enum(["%", "abs", "shard"]).default("abs"),
    rounding: z.enum(["closest", "pct1_dropremainder"]).default("closest"),
  })
  .refine(
    ({ from = 0, to = 0, unit, rounding }) =>
      (unit === "%" && rounding === "closest") || (Number.isInteger(from) && Number.isInteger(to)),
    "only percentages, rounded to the closest, may have decimals",
  );

/**
 * A slice of one split: the typed form of `test[10%:20%]`. The split `all` stands for every split,
 * one after the other, and takes no bounds.
 *
 * @example
 * new ReadInstruction("test", { from: 10, to: 20, unit: "%" }).toString();
 * //=> "ReadInstruction('test[10%:20%]', rounding='closest')"
 */
export class ReadInstruction extends SubSplit {
  readonly splitName: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly unit: SplitUnit;
  readonly rounding: SplitRounding;

  /** @throws INVALID_OPTION, or INVALID_SPLIT for percentages beyond ±100 and bounds on `all` */
  constructor(splitName: string, options: ReadInstructionOptions = {}) {
    super();
    const { from, to, unit, rounding } = parseOptions(optionsSchema, options, "ReadInstruction");
    this.splitName = splitName;
    this.from = from;
    this.to = to;
    this.unit = unit;
    this.rounding = rounding;
    this.#check();
  }

  /** The same as {@link parseSplit}, under TFDS's name. */
  static fromSpec(spec: Split): SubSplit {
    return parseSplit(spec);
  }

  slices(shardLengths: ShardLengthsBySplit): Slice[] {
    const splitNames = this.splitName === "all" ? Object.keys(shardLengths) : [this.splitName];
    const { from, to, unit, rounding } = this;
    return splitNames.map((splitName) =>
      resolveSlice({ splitName, from, to, unit, rounding }, shardLengths),
    );
  }

  toString(): string {
    const rounding = this.unit === "%" ? `, rounding='${this.rounding}'` : "";
    return `ReadInstruction('${writeSlice(this, formatG)}'${rounding})`;
  }

  #check(): void {
    const { from = 0, to = 0 } = this;
    const spec = writeSlice(this);
    if (this.unit === "%" && Math.max(Math.abs(from), Math.abs(to)) > 100) {
      throw new ImageNetV2Error(
        "INVALID_SPLIT",
        `When unit=%, percent slice boundaries should be in [-100, 100]. Got: ${this}`,
        { spec },
        { hint: "A unit given once holds for both bounds." },
      );
    }
    if (this.splitName === "all" && spec !== "all") {
      throw new ImageNetV2Error(
        "INVALID_SPLIT",
        `'all' does not support slice. Got: ${quote(spec)}`,
        { spec },
        {
          hint: `Slice each split, and add them: \`${writeSlice({ ...this, splitName: "test" })}\`.`,
        },
      );
    }
  }
}

/** Whether `value` is one of the objects that name examples, also of another copy of this package. */
export function isSubSplit(value: unknown): value is SubSplit {
  return typeof value === "object" && value !== null && brand in value;
}

/**
 * Reads a split expression; objects pass through. Whether the splits exist and have so many
 * examples is found out by {@link resolveSplit}.
 *
 * @throws INVALID_SPLIT
 */
export function parseSplit(spec: Split): SubSplit {
  if (isSubSplit(spec)) return spec;
  if (typeof spec !== "string") {
    throw new ImageNetV2Error(
      "INVALID_SPLIT",
      `A split is a string or a ReadInstruction, not ${quote(String(spec))}.`,
      { spec: String(spec) },
    );
  }
  const terms = parseParts(spec).map(
    ({ splitName, ...options }) => new ReadInstruction(splitName, options),
  );
  const [only] = terms;
  return terms.length === 1 && only !== undefined ? only : new SplitSum(terms);
}
