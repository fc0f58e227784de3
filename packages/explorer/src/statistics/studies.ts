import { keepStudy } from "#platform";
import type { Contents } from "../contents.ts";
import type { DuplicatesDocument, MeasuresDocument, SizesDocument } from "../documents.ts";
import { Job } from "../job.ts";
import { findDuplicates } from "../near-duplicates/find.ts";
import { measuresDocument, sizesDocument } from "./documents.ts";
import type { StudyKind } from "./statistics-cache.ts";
import { type SurveyOptions, survey } from "./survey.ts";
import type { Surveyors } from "./surveyor.ts";

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

export interface StudiesOptions {
  readonly signal: AbortSignal;
  /** Where results are kept, on a disk. */
  readonly dataDir?: string | undefined;
  readonly surveyors?: Surveyors | undefined;
}

export function studiesOf(
  { store, index: { id, index } }: Contents,
  { signal, dataDir = "", surveyors }: StudiesOptions,
): Studies {
  const subject = { path: store.info.path, part: id, dataDir };
  const study = <T>(kind: StudyKind, work: (options: SurveyOptions) => Promise<T>) =>
    new Job<T>((onProgress) =>
      keepStudy(kind, subject, () => work({ signal, onProgress, surveyors })),
    );
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
