import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { Contents } from "../contents.ts";
import type { DuplicatesDocument, MeasuresDocument, SizesDocument } from "../documents.ts";
import { findDuplicates } from "../near-duplicates/find.ts";
import { Job } from "../server/job.ts";
import { measuresDocument, sizesDocument } from "./documents.ts";
import { keep } from "./keep.ts";
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

/** Raise it when the same images would give other results. */
const edition = 2;

/** @param folder where results are kept; without it, in memory */
export function studiesOf(
  { store, index: { id, index } }: Contents,
  folder: string | undefined,
  signal: AbortSignal,
): Studies {
  const study = <T>(name: string, work: (options: SurveyOptions) => Promise<T>) =>
    new Job<T>(async (onProgress) => {
      const key = await keyOf(store.info.path, [edition, id, name]);
      return keep(key && folder, `explorer-${key}`, () => work({ signal, onProgress }));
    });
  return {
    sizes: study("sizes", async (options) =>
      sizesDocument(await survey(store, "sizes", index, options)),
    ),
    pixels: study("pixels", async (options) => {
      const findings = await survey(store, "measures", index, options);
      const pairs = await findDuplicates(index, findings.signatures, signal);
      const duplicates = { total: pairs.length, pairs: pairs.slice(0, mostPairs) };
      return { measures: measuresDocument(findings), duplicates };
    }),
  };
}

/** Changes with the file; `undefined` for what is no file, whose changes cannot be told so cheaply. */
async function keyOf(path: string, parts: readonly unknown[]): Promise<string | undefined> {
  const file = await stat(path, { bigint: true }).catch(() => undefined);
  if (!file?.isFile()) return undefined;
  const identity = JSON.stringify([...parts, path, `${file.size}`, `${file.mtimeNs}`]);
  return createHash("sha1").update(identity).digest("hex");
}
