import { type Encoding, merge, report } from "@imagenet-v2/evaluate";
import type { GlobalOptions } from "../common-options.ts";
import { checkOutputs, printReport, subjectOf } from "../print-report.ts";
import type { Terminal } from "../terminal.ts";

interface MergeOptions extends GlobalOptions {
  readonly results?: string;
  readonly val?: number;
  readonly encoding: Encoding;
  readonly output?: string;
  readonly title?: string;
}

/** Adds up the results of a run's shards. */
export async function mergeResults(
  terminal: Terminal,
  files: readonly string[],
  options: MergeOptions,
) {
  await checkOutputs(options);
  const { results, val, encoding } = options;
  const merged = await merge(files, { results, signal: terminal.signal });
  const made = report(subjectOf(merged.run, merged, val), { encoding });
  await printReport(terminal, made, options, { run: merged.run });
}
