import { findVariant, type VariantName } from "@imagenet-v2/core";
import { packedPaper } from "./paper-data.ts";
import { packedTestbed } from "./testbed-data.ts";

/**
 * The pictures were published twice: in 2019, with the paper, and again, as larger JPEG files of the
 * same pictures, in folders called "format-val". Models score 0.1 to 0.25 points less on the second,
 * on average, so the two must not be mixed. Today's archives are `"format-val"`.
 */
export type Encoding = "2019" | "format-val";

/** Right at the first place, and within five. */
export interface Counts {
  readonly n: number;
  readonly top1Correct: number;
  readonly top5Correct: number;
}

/** One of the paper's 67 models, counted from the authors' prediction files. */
export interface PaperModel {
  readonly name: string;
  /** On `matched-frequency`, as encoded in 2019. */
  readonly matchedFrequency: Counts;
  /** On the original validation set of ImageNet-2012. */
  readonly val: Counts;
}

/** One of the 335 models of imagenet-testbed. All are top-1 accuracies, 0 to 1. */
export interface TestbedModel {
  readonly name: string;
  readonly val: number;
  readonly top1: Readonly<Record<VariantName, Readonly<Record<Encoding, number>>>>;
}

/** A published model's top-1 accuracies, 0 to 1. */
export interface FieldModel {
  readonly name: string;
  /** On the original validation set. */
  readonly val: number;
  /** On the variant and encoding asked for. */
  readonly v2: number;
  /** Whether it is one of the paper's, all of which were trained on ImageNet alone. */
  readonly inPaper: boolean;
}

/** The models of Recht et al. 2019. */
export const paperModels: readonly PaperModel[] = packedPaper.split("\n").map((line) => {
  const [name = "", ...numbers] = line.split("|");
  const [v2Top1 = 0, v2Top5 = 0, valTop1 = 0, valTop5 = 0] = numbers.map(Number);
  return {
    name,
    matchedFrequency: { n: 10_000, top1Correct: v2Top1, top5Correct: v2Top5 },
    val: { n: 50_000, top1Correct: valTop1, top5Correct: valTop5 },
  };
});

/** The models of Taori et al. 2020, best on the validation set first. */
export const testbedModels: readonly TestbedModel[] = packedTestbed.split("\n").map((line) => {
  const [name = "", ...percents] = line.split("|");
  // 62.15 / 100 is not 0.6215; three decimals are given.
  const shares = percents.map((percent) => Math.round(1000 * Number(percent)) / 100_000);
  const [val = 0] = shares;
  const at = (column: number) => ({
    "2019": shares[column] as number,
    "format-val": shares[column + 1] as number,
  });
  return {
    name,
    val,
    top1: { "matched-frequency": at(1), "threshold-0.7": at(3), topimages: at(5) },
  };
});

/**
 * Every model whose accuracy on this variant, in this encoding, is published: the testbed's 335, and
 * on `matched-frequency` of 2019 the other 22 of the paper.
 *
 * @throws UNKNOWN_VARIANT
 */
export function publishedField(variant: string, encoding: Encoding = "format-val"): FieldModel[] {
  const { name: wanted } = findVariant(variant);
  const counted = wanted === "matched-frequency" && encoding === "2019";
  const inPaper = new Map(paperModels.map((model) => [model.name, model]));
  const others = testbedModels
    .filter(({ name }) => !(counted && inPaper.has(name)))
    .map(({ name, val, top1 }) => ({
      name,
      val,
      v2: top1[wanted][encoding],
      inPaper: inPaper.has(name),
    }));
  if (!counted) return others;
  // The counts are exact where the table is rounded, and five models differ by an image or two.
  const papers = paperModels.map(({ name, val, matchedFrequency }) => ({
    name,
    val: val.top1Correct / val.n,
    v2: matchedFrequency.top1Correct / matchedFrequency.n,
    inPaper: true,
  }));
  return [...papers, ...others];
}
