import { extname } from "node:path";
import { imageNet2012, resolveName } from "@imagenet-v2/core";
import type { Evaluation } from "@imagenet-v2/evaluate";
import type { Dataset } from "@imagenet-v2/loader";
import { openDataset } from "../open-dataset.ts";
import type { Terminal } from "../terminal.ts";
import { usageError } from "../usage-error.ts";
import type { EvaluateOptions } from "./evaluate-options.ts";

/** @throws UsageError unless the images are ImageNetV2's: only these have a gap to the validation set */
export function requireV2(name: string | undefined, own: string | undefined): void {
  const isV2 = own === undefined && (name === undefined || resolveName(name).variant !== undefined);
  if (isV2) return;
  throw usageError(
    "--val-archive",
    "--val-archive is for the gap between the validation set and ImageNetV2.",
    own === undefined
      ? "Name a variant of ImageNetV2, or leave out --val-archive."
      : "Where --classes are some of ImageNet's, name the variant: imagenet_v2/matched-frequency.",
  );
}

/** ImageNet's validation set, where it is asked for: opened before hours of work and not behind them. */
export async function openValidationSet(
  terminal: Terminal,
  { valArchive: archive, index: _, sample: __, ...options }: EvaluateOptions,
): Promise<Dataset | undefined> {
  if (archive === undefined) return undefined;
  return openDataset(terminal, imageNet2012.name, { ...options, archive }, {});
}

/** The accuracy on the whole validation set, measured or given. */
export function shareOf(
  validation: Evaluation | undefined,
  { val }: EvaluateOptions,
): number | undefined {
  if (validation === undefined) return val;
  const { n, top1 } = validation.scores;
  return n === imageNet2012.numExamples ? top1.accuracy : undefined;
}

/** Where the results on the validation set are, beside those on V2: `m.validation.jsonl`. */
export function validationResults(results: string): string {
  const ending = extname(results);
  return `${ending === "" ? results : results.slice(0, -ending.length)}.validation${ending}`;
}
