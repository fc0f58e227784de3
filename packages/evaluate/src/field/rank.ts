import { findVariant, type VariantName } from "@imagenet-v2/core";
import { parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { percent } from "../certainty/in-words.ts";
import { type ProbitFit, probitFit } from "./fit.ts";
import { type Encoding, type FieldModel, publishedField } from "./published.ts";
import { givenAccuracy, readAccuracy } from "./validation-accuracy.ts";

export interface RankOptions {
  /** Top-1 accuracy on the whole variant, 0 to 1. */
  readonly top1: number;
  /** Name or alias. */
  readonly variant: string;
  /** Which edition of the pictures was scored. @default "format-val" */
  readonly encoding?: Encoding | undefined;
  /**
   * Top-1 accuracy on the original validation set, where it is known: at most 1 it is a share, above 1 a
   * percentage.
   */
  readonly val?: number | undefined;
}

/** Where a model stands among the published ones. */
export interface Place {
  readonly variant: VariantName;
  readonly encoding: Encoding;
  readonly top1: number;
  /** As a share, 0 to 1. */
  readonly val: number | undefined;
  /** 1 is the best. Equal models share a rank. */
  readonly rank: number;
  /** Models in the field, this one not counted. */
  readonly of: number;
  /** The published models next above and next below. */
  readonly above: FieldModel | undefined;
  readonly below: FieldModel | undefined;
  readonly fit: ProbitFit;
  /** What the model loses from the validation set to V2. */
  readonly gap: number | undefined;
  /** What published models of its validation accuracy have on V2. */
  readonly expected: number | undefined;
  /** `top1 - expected`: above 0 the model keeps more than they do (Taori et al. 2020). */
  readonly effectiveRobustness: number | undefined;
}

const share = z.number().min(0).max(1);
const rankOptions = z.strictObject({
  top1: share,
  variant: z.string(),
  encoding: z.enum(["2019", "format-val"]).default("format-val"),
  val: givenAccuracy.optional(),
});

/**
 * Compares a model with those that are published, on the same edition of the same pictures.
 *
 * @throws INVALID_OPTION, UNKNOWN_VARIANT
 */
export function rankAmongPublished(options: RankOptions): Place {
  const given = parseOptions(rankOptions, options, "rankAmongPublished");
  const { top1, variant, encoding } = given;
  const val = given.val === undefined ? undefined : readAccuracy(given.val).share;
  const models = publishedField(variant, encoding).sort((a, b) => b.v2 - a.v2);
  const better = models.filter(({ v2 }) => v2 > top1);
  const fit = probitFit(models);
  // The line has no end, and says nothing at 0 and 1.
  const expected = val === undefined || val === 0 || val === 1 ? undefined : fit.predict(val);
  return {
    variant: findVariant(variant).name,
    encoding,
    top1,
    val,
    rank: better.length + 1,
    of: models.length,
    above: better.at(-1),
    below: models.find(({ v2 }) => v2 < top1),
    fit,
    gap: val === undefined ? undefined : val - top1,
    expected,
    effectiveRobustness: expected === undefined ? undefined : top1 - expected,
  };
}

/** A place as sentences. */
export function rankInWords(place: Place): string {
  const { variant, encoding, rank, of, above, below, gap, expected, effectiveRobustness } = place;
  const edition = encoding === "2019" ? "the pictures of 2019" : "today's pictures (format-val)";
  const neighbours = [
    above && `below ${above.name} (${percent(above.v2)})`,
    below && `above ${below.name} (${percent(below.v2)})`,
  ].filter((text) => text !== undefined);
  const first = `Rank ${rank} beside ${of} published models on ${variant}, ${edition}: ${neighbours.join(", ")}.`;
  if (gap === undefined) return first;
  const second = `It loses ${points(gap)} from the validation set.`;
  if (expected === undefined || effectiveRobustness === undefined) return `${first} ${second}`;
  const more = effectiveRobustness < 0 ? "less" : "more";
  return `${first} ${second} The paper's models with its validation accuracy have ${percent(expected)} here; it has ${points(Math.abs(effectiveRobustness))} ${more}.`;
}

function points(share: number): string {
  return `${(100 * share).toFixed(1)} points`;
}
