import { ImageNetV2Error } from "@imagenet-v2/core";
import type { LabelledImage } from "../predictions/images.ts";
import type { ClassScores } from "./model.ts";

/** A model's scores for one image. */
export interface ScoredRow {
  readonly scores: ClassScores;
  /** Whether they came as integers of unknown scale. */
  readonly areIntegers: boolean;
}

/** A ranked list of classes for one image, or a single one. */
export interface RankedRow {
  /** Labels that count, best first, all different; one or more. */
  readonly top: readonly number[];
}

/** What a model said about one image. */
export type Row = ScoredRow | RankedRow;

/**
 * What a model's outputs can be, the most telling first. Every row is read as the first that all rows
 * of the run can be:
 *
 * - `probabilities`: from 0 to 1, and add up to 1, but for rounding
 * - `percentages`: not negative, and add up to 100
 * - `fractions`: from 0 to 1 and nothing else is known of them, as of a sigmoid. They are ranked, and
 *   give no confidence
 * - `logits`: any numbers; a softmax makes probabilities of them
 * - `integers`: of unknown scale. They are ranked, and give no confidence
 */
const kinds = ["probabilities", "percentages", "fractions", "logits", "integers"] as const;

export type OutputKind = (typeof kinds)[number];

/** What outputs are called that are ranked lists, or single classes. */
const ranking = "ranking";

/** Rounding of float16, and of sums. */
const slack = 0.01;

/**
 * How the outputs of a run are read. It is one for all rows, and changes when a row comes that cannot
 * be what those before it were taken for.
 */
export class Reading {
  /** How many scores an image has; `undefined` where classes are named instead. */
  readonly count: number | undefined;
  readonly possible: ReadonlySet<OutputKind>;

  private constructor(count: number | undefined, possible: ReadonlySet<OutputKind>) {
    this.count = count;
    this.possible = possible;
  }

  /** As {@link toString} wrote it, of a run that was interrupted; `undefined` for anything else. */
  static parse(outputs: string): Reading | undefined {
    if (outputs === ranking) return new Reading(undefined, new Set());
    const [, count, kind] = pattern.exec(outputs) ?? [];
    if (count === undefined) return undefined;
    // What it was not before it is not after.
    return new Reading(Number(count), fromOn(kind as OutputKind));
  }

  /**
   * With the rows of one more batch.
   *
   * @param known what scores are, where they need not be looked at
   * @throws MODEL_OUTPUT if they have another number of scores, or name classes where others have scores
   */
  static of(
    before: Reading | undefined,
    rows: readonly Row[],
    images: readonly LabelledImage[],
    known: OutputKind = kinds[0],
  ): Reading {
    const count = before === undefined ? countOf(rows[0]) : before.count;
    const odd = rows.findIndex((row) => countOf(row) !== count);
    if (odd !== -1) {
      const fileName = images[odd]?.file_name ?? "";
      throw new ImageNetV2Error(
        "MODEL_OUTPUT",
        `${fileName}: the model gave ${given(countOf(rows[odd]))}, and ${count ?? "ranked lists"} for the images before.`,
        { fileName },
        { hint: "All answers of a run must be of one kind." },
      );
    }
    let possible: ReadonlySet<OutputKind> = before?.possible ?? fromOn(known);
    for (const row of rows) {
      if ("top" in row) return new Reading(undefined, new Set());
      const ofRow = possibleKinds(row);
      possible = new Set([...possible].filter((kind) => ofRow.has(kind)));
    }
    return new Reading(count, possible);
  }

  /** What the scores are, where there are any. */
  get kind(): OutputKind {
    return kinds.find((kind) => this.possible.has(kind)) ?? "integers";
  }

  /** As it is written in results: `1000 logits`, `ranking`. */
  toString(): string {
    return this.count === undefined ? ranking : `${this.count} ${this.kind}`;
  }
}

/** A kind, and those that tell less. */
function fromOn(kind: OutputKind): ReadonlySet<OutputKind> {
  return new Set(kinds.slice(kinds.indexOf(kind)));
}

const pattern = new RegExp(`^([1-9]\\d*) (${kinds.join("|")})$`);

function countOf(row: Row | undefined): number | undefined {
  return row !== undefined && "scores" in row ? row.scores.length : undefined;
}

function given(count: number | undefined): string {
  return count === undefined ? "a ranked list" : `${count} scores`;
}

function possibleKinds({ scores, areIntegers }: ScoredRow): ReadonlySet<OutputKind> {
  if (areIntegers) return new Set(["integers"]);
  let sum = 0;
  let highest = 0;
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (!(score >= 0)) return new Set(["logits", "integers"]);
    sum += score;
    highest = Math.max(highest, score);
    if (score > 0) lowest = Math.min(lowest, score);
  }
  const possible = new Set<OutputKind>(["logits", "integers"]);
  if (Math.abs(sum - 100) <= 100 * slack) possible.add("percentages");
  if (highest <= 1 + slack) {
    possible.add("fractions");
    // Quantised ones are multiples of a step that is at most the lowest, each off by half of it at most;
    // and as none is below 0, no more than all can be lost or doubled.
    const rounding = Math.min(1, (scores.length * lowest) / 2);
    if (Math.abs(sum - 1) <= Math.max(slack, rounding)) possible.add("probabilities");
  }
  return possible;
}

const words: Readonly<Record<OutputKind, string>> = {
  probabilities: "are read as probabilities",
  percentages: "are read as probabilities in percent",
  fractions:
    "are from 0 to 1 and do not add up to 1: they are ranked, and its confidence is not known",
  logits: "are read as logits, which a softmax turns into probabilities",
  integers: "are integers of unknown scale: they are ranked, and its confidence is not known",
};

/** How many classes each prediction of such a run has at least. */
export function fewestOf(outputs: string): number {
  return outputs === ranking ? 1 : 5;
}

/** For people, what {@link Reading.toString} wrote. */
export function outputsInWords(outputs: string): string {
  const reading = Reading.parse(outputs);
  if (reading !== undefined && reading.count === undefined) {
    return "The answers are ranked lists of classes, or single ones: its confidence is not known.";
  }
  return `The model's outputs ${reading === undefined ? `are ${outputs}` : words[reading.kind]}.`;
}
