import { ImageNetV2Error } from "@imagenet-v2/core";
import type { LabelledImage } from "../predictions/images.ts";
import type { ClassScores } from "./model.ts";

/** What a model said about one image. */
export interface Row {
  readonly scores: ClassScores;
  /** Whether they came as integers of unknown scale. */
  readonly areIntegers: boolean;
}

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

/** Rounding of float16, and of sums. */
const slack = 0.01;

/**
 * How the outputs of a run are read. It is one for all rows, and changes when a row comes that cannot
 * be what those before it were taken for.
 */
export class Reading {
  readonly count: number;
  readonly possible: ReadonlySet<OutputKind>;

  private constructor(count: number, possible: ReadonlySet<OutputKind>) {
    this.count = count;
    this.possible = possible;
  }

  /** As {@link toString} wrote it, of a run that was interrupted; `undefined` for anything else. */
  static parse(outputs: string): Reading | undefined {
    const [, count, kind] = pattern.exec(outputs) ?? [];
    if (count === undefined) return undefined;
    // What it was not before it is not after.
    const possible = kinds.slice(kinds.indexOf(kind as OutputKind));
    return new Reading(Number(count), new Set(possible));
  }

  /**
   * With the rows of one more batch.
   *
   * @throws MODEL_OUTPUT if they have another number of scores
   */
  static of(
    before: Reading | undefined,
    rows: readonly Row[],
    images: readonly LabelledImage[],
  ): Reading {
    const count = before?.count ?? rows[0]?.scores.length ?? 0;
    const odd = rows.findIndex(({ scores }) => scores.length !== count);
    if (odd !== -1) {
      const fileName = images[odd]?.file_name ?? "";
      throw new ImageNetV2Error(
        "MODEL_OUTPUT",
        `${fileName}: the model gave ${rows[odd]?.scores.length} scores, and ${count} for the images before.`,
        { fileName },
      );
    }
    let possible: ReadonlySet<OutputKind> = before?.possible ?? new Set(kinds);
    for (const row of rows) {
      const ofRow = possibleKinds(row);
      possible = new Set([...possible].filter((kind) => ofRow.has(kind)));
    }
    return new Reading(count, possible);
  }

  get kind(): OutputKind {
    return kinds.find((kind) => this.possible.has(kind)) ?? "integers";
  }

  /** As it is written in results: `1000 logits`. */
  toString(): string {
    return `${this.count} ${this.kind}`;
  }
}

const pattern = new RegExp(`^([1-9]\\d*) (${kinds.join("|")})$`);

function possibleKinds({ scores, areIntegers }: Row): ReadonlySet<OutputKind> {
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

/** For people, what {@link Reading.toString} wrote. */
export function outputsInWords(outputs: string): string {
  const reading = Reading.parse(outputs);
  return `The model's outputs ${reading === undefined ? `are ${outputs}` : words[reading.kind]}.`;
}
