import { stat } from "node:fs/promises";
import { stampOf } from "@imagenet-v2/storage/internal/node";
import type { Contents } from "../contents.ts";
import type { DuplicatesDocument, MeasuresDocument, SizesDocument } from "../documents.ts";
import { findDuplicates } from "../near-duplicates/find.ts";
import { Job } from "../server/job.ts";
import { measuresDocument, sizesDocument } from "./documents.ts";
import { keep, type Subject } from "./statistics-cache.ts";
import { type SurveyOptions, survey } from "./survey.ts";

/** What looking at every image finds out: each begun when asked for, and kept in the data folder. */
export interface Studies {
  /** Reads headers: about a second for 10,000 images. */
  readonly sizes: Job<SizesDocument>;
  /** Decodes every image: a minute or two for 10,000 on two cores. */
  readonly pixels: Job<PixelStudy>;
}

interface PixelStudy {
  readonly measures: MeasuresDocument;
  readonly duplicates: DuplicatesDocument;
}

/** In data of near-identical images every pair is one: more than these nobody looks at. */
const mostPairs = 1000;

/** @param dataDir where results are kept */
export function studiesOf(
  { store, index: { id, index } }: Contents,
  dataDir: string,
  signal: AbortSignal,
): Studies {
  // Raise the version when the same images would give other results.
  const study = <T>(
    kind: `explorer-${string}-v${number}`,
    work: (options: SurveyOptions) => Promise<T>,
  ) =>
    new Job<T>(async (onProgress) => {
      const subject = await subjectOf(store.info.path, id);
      return keep(dataDir, kind, subject, () => work({ signal, onProgress }));
    });
  return {
    sizes: study("explorer-sizes-v3", async (options) =>
      sizesDocument(await survey(store, "sizes", index, options)),
    ),
    pixels: study("explorer-pixels-v3", async (options) => {
      const findings = await survey(store, "measures", index, options);
      const pairs = await findDuplicates(index, findings.signatures, signal);
      const duplicates = { total: pairs.length, pairs: pairs.slice(0, mostPairs) };
      return { measures: measuresDocument(findings), duplicates };
    }),
  };
}

/** `undefined` for anything but a file: its changes cannot be told so cheaply. */
async function subjectOf(path: string, part: string): Promise<Subject | undefined> {
  const file = await stat(path, { bigint: true }).catch(() => undefined);
  return file?.isFile() ? { path, part, stamp: stampOf(file) } : undefined;
}
