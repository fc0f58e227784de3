import { imageNet2012 } from "@imagenet-v2/core";
import { parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { type Comparison, compareAll } from "../certainty/compare.ts";
import { type IntervalOptions, intervalShape } from "../certainty/interval.ts";
import type { Encoding } from "../field/published.ts";
import { type Report, report, type Subject } from "../report/report.ts";
import { canonical, digestOf } from "../run/header.ts";

export interface LeaderboardOptions extends IntervalOptions {
  /** Which edition of the pictures the models were shown. @default "format-val" */
  readonly encoding?: Encoding | undefined;
}

/** Models on the same images. */
export interface Board {
  /** What they were shown: `10,000 images of matched-frequency`. */
  readonly images: string;
  /** A report of each, the most accurate first. */
  readonly reports: readonly Report[];
  /** Each pair of them, the p-values corrected for all pairs of this board (Holm). */
  readonly comparisons: readonly Comparison[];
}

/** Several models, on one set of images or more. */
export interface Leaderboard {
  readonly level: number;
  /** The one with the most models first. */
  readonly boards: readonly Board[];
}

const leaderboardOptions = z.strictObject({
  ...intervalShape,
  encoding: z.enum(["2019", "format-val"]).default("format-val"),
});

/**
 * Puts models side by side. Two that have the same name and differ in file, settings or preprocessing are told
 * apart by where their preprocessing comes from, or by a number. What a model has on ImageNet's whole validation
 * set, if that is among its results, is its validation accuracy on every other board.
 *
 * @throws INVALID_OPTION
 */
export function leaderboard(
  subjects: readonly Subject[],
  options: LeaderboardOptions = {},
): Leaderboard {
  const { level, method, encoding } = parseOptions(leaderboardOptions, options, "leaderboard");
  const shown = withDistinctNames(
    subjects.map((each) => ({ subject: each, images: imagesOf(each) })),
  );
  const measured = new Map(
    shown
      .map(({ subject }) => subject)
      .filter(isValidation)
      .map((subject) => [subject.name, report(subject)] as const)
      .filter(([, { warning }]) => warning === undefined)
      .map(([name, { scores }]) => [name, scores.top1.accuracy]),
  );
  const groups = new Map<string, Subject[]>();
  for (const { subject, images } of shown) {
    groups.set(images, [...(groups.get(images) ?? []), subject]);
  }
  const boards = [...groups.values()].map((group): Board => {
    const entries = group.map((subject) => {
      const val = isValidation(subject) ? undefined : (subject.val ?? measured.get(subject.name));
      return { subject, report: report({ ...subject, val }, { level, method, encoding }) };
    });
    entries.sort(
      ({ report: a }, { report: b }) =>
        b.scores.top1.correct - a.scores.top1.correct || (a.name < b.name ? -1 : 1),
    );
    const reports = entries.map((each) => each.report);
    const comparisons = compareAll(
      entries.map((each) => each.subject),
      { level },
    );
    return { images: reports[0]?.images as string, reports, comparisons };
  });
  return { level, boards: boards.sort((a, b) => b.reports.length - a.reports.length) };
}

function isValidation({ dataset, run }: Subject): boolean {
  return (dataset ?? run?.dataset)?.name === imageNet2012.name;
}

/** What is equal for models that were shown the same images and could answer with the same classes. */
function imagesOf({ predictions, classes, dataset, run, variant }: Subject): string {
  const names = predictions.map(({ file_name }) => file_name).sort();
  return canonical([
    digestOf(names),
    classes ?? null,
    dataset ?? run?.dataset ?? null,
    variant ?? null,
  ]);
}

/** A subject, and what stands for the images that it was shown. */
interface Shown {
  readonly subject: Subject;
  readonly images: string;
}

/** Under names that are equal for one model on several sets of images, and different for two models. */
function withDistinctNames(shown: readonly Shown[]): Shown[] {
  const identities = new Map<string, Set<string>>();
  for (const { subject } of shown) {
    const { name } = subject;
    identities.set(name, (identities.get(name) ?? new Set()).add(identityOf(subject)));
  }
  const taken = new Map<string, { identity: string; images: Set<string> }>();
  return shown.map(({ subject, images }) => {
    const { name, run } = subject;
    const identity = identityOf(subject);
    const source = run?.preprocessing_source;
    const isShared = (identities.get(name)?.size ?? 0) > 1;
    const base = isShared && source !== undefined ? `${name} (${source})` : name;
    for (let number = 1; ; number++) {
      const choice = number === 1 ? base : `${base} (${number})`;
      const holder = taken.get(choice) ?? { identity, images: new Set() };
      if (holder.identity !== identity || holder.images.has(images)) continue;
      taken.set(choice, { identity, images: holder.images.add(images) });
      return { subject: { ...subject, name: choice }, images };
    }
  });
}

/** What is equal for the runs of one model. */
function identityOf({ name, run }: Subject): string {
  const { model = null, input = null, dct = null, preprocessing = null } = run ?? {};
  return canonical([name, model, input, dct, preprocessing]);
}
