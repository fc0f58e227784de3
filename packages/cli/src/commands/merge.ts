import { type Encoding, merge, report } from "@imagenet-v2/evaluate";
import type { GlobalOptions } from "../common-options.ts";
import { checkOutput, printReport } from "../print-report.ts";
import type { Terminal } from "../terminal.ts";

interface MergeOptions extends GlobalOptions {
  readonly results?: string;
  readonly val?: number;
  readonly encoding: Encoding;
  readonly output?: string;
}

/** Adds up the results of a run's shards. */
export async function mergeResults(
  terminal: Terminal,
  files: readonly string[],
  options: MergeOptions,
) {
  checkOutput(options);
  const { results, val, encoding } = options;
  const { predictions, run } = await merge(files, { results, signal: terminal.signal });
  const { variant, provenance, model } = run;
  const subject = { name: model.name, predictions, variant, provenance, val };
  await printReport(terminal, report(subject, { encoding }), options, { run });
}
