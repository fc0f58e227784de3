import { benchmark, datasetOf, skipDecoding } from "@imagenet-v2/loader";
import type { DataOptions } from "../common-options.ts";
import { toJson } from "../json.ts";
import { openDataset } from "../open-dataset.ts";
import { ProgressLine } from "../progress.ts";
import { type Terminal, write } from "../terminal.ts";
import { isTalkative } from "../with-progress.ts";

interface BenchOptions extends DataOptions {
  readonly limit: number;
}

/** Times the stages an image goes through, on this machine and with the data at hand. */
export async function bench(terminal: Terminal, name: string | undefined, options: BenchOptions) {
  const dataset = (await openDataset(terminal, name, options, {})).take(options.limit);
  const stored = datasetOf(dataset.store, { decoders: { image: skipDecoding() } });
  const stages = { bytes: stored.take(options.limit), images: dataset };
  const results: Record<string, Record<string, number>> = {};
  try {
    for (const [stage, examples] of Object.entries(stages)) {
      const progress = new ProgressLine(terminal, stage, {
        unit: "images",
        enabled: isTalkative(options),
      });
      const result = await benchmark<unknown>(examples, {
        onProgress: (done) => progress.update({ done, total: dataset.length }),
      });
      progress.end();
      const { numExamples, duration, avg } = result.stats["first+lasts"];
      results[stage] = { numExamples, seconds: duration, examplesPerSecond: avg };
      if (!options.json) await write(terminal.stdout, `${stage}${result}\n\n`);
    }
    if (options.json) await write(terminal.stdout, `${toJson(results, 2)}\n`);
  } finally {
    await dataset.close();
  }
}
