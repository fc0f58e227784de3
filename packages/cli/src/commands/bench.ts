import { benchmark, datasetOf, skipDecoding, type TensorBatch } from "@imagenet-v2/loader";
import type { DataOptions } from "../common-options.ts";
import { toJson } from "../json.ts";
import { openDataset } from "../open-dataset.ts";
import { ProgressLine } from "../progress.ts";
import { skippedInWords } from "../skipped.ts";
import { type Terminal, write } from "../terminal.ts";
import { isTalkative } from "../with-progress.ts";

interface BenchOptions extends DataOptions {
  readonly limit: number;
}

/** Times the stages an image goes through, on this machine and with the data at hand. */
export async function bench(terminal: Terminal, name: string | undefined, options: BenchOptions) {
  const dataset = (await openDataset(terminal, name, options, {})).take(options.limit);
  const stored = datasetOf(dataset.store, { decoders: { image: skipDecoding() } });
  const stages: Record<string, AsyncIterable<unknown>> = {
    bytes: stored.take(options.limit),
    images: dataset,
    batches: dataset.batches({ preprocessing: "imagenet" }),
  };
  const results: Record<string, Record<string, number>> = {};
  try {
    for (const [stage, examples] of Object.entries(stages)) {
      const progress = new ProgressLine(terminal, stage, {
        unit: "images",
        enabled: isTalkative(options),
      });
      let done = 0;
      const batchSize = (element: unknown) => {
        const count = stage === "batches" ? (element as TensorBatch).label.length : 1;
        done += count;
        progress.update({ done, total: dataset.length });
        return count;
      };
      const result = await benchmark(examples, { batchSize });
      progress.end();
      const { numExamples, duration, avg } = result.stats["first+lasts"];
      results[stage] = { numExamples, seconds: duration, examplesPerSecond: avg };
      if (!options.json) await write(terminal.stdout, `${stage}${result}\n\n`);
    }
    const skipped = dataset.skipped.map(({ file_name }) => file_name);
    if (options.json) await write(terminal.stdout, `${toJson({ ...results, skipped }, 2)}\n`);
    else await write(terminal.stdout, skippedInWords(skipped));
  } finally {
    await dataset.close();
  }
}
