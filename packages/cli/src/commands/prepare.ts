import { parseName } from "@imagenet-v2/core";
import { resolveVariant } from "@imagenet-v2/core/internal";
import { tfrecord } from "@imagenet-v2/export";
import { dataFolder } from "@imagenet-v2/fetch";
import type { DataOptions } from "../common-options.ts";
import { toJson } from "../json.ts";
import { openDataset } from "../open-dataset.ts";
import { ProgressLine } from "../progress.ts";
import { type Terminal, write } from "../terminal.ts";
import { isTalkative } from "../with-progress.ts";

interface PrepareOptions extends DataOptions {
  readonly maxExamplesPerSplit?: number;
  readonly numShards?: number;
  readonly maxShardSizeMb?: number;
  readonly overwrite?: boolean;
}

/** Writes a folder that TFDS reads as its own, and prints where it lies. */
export async function prepareData(
  terminal: Terminal,
  name: string | undefined,
  options: PrepareOptions,
) {
  const { dataDir, maxExamplesPerSplit, numShards, maxShardSizeMb, overwrite } = options;
  const dataset = await openDataset(terminal, name, options, {});
  const progress = new ProgressLine(terminal, "Preparing", {
    unit: "images",
    enabled: isTalkative(options),
  });
  try {
    const folder = await tfrecord().write(dataset.store, {
      dataDir: dataDir ?? dataFolder({ env: terminal.env }),
      variant: variantSaid(name),
      maxExamplesPerSplit,
      numShards,
      maxShardSize: maxShardSizeMb && maxShardSizeMb * 2 ** 20,
      overwrite,
      signal: terminal.signal,
      onProgress: ({ examples, totalExamples }) =>
        progress.update({ done: examples, total: totalExamples }),
    });
    progress.end();
    if (!options.json && !options.quiet) {
      const { numExamples, shardLengths, reused } = folder;
      const done = reused ? "were there already" : "written";
      terminal.stderr.write(`${numExamples} examples in ${shardLengths.length} shards ${done}.\n`);
    }
    await write(terminal.stdout, options.json ? `${toJson(folder)}\n` : `${folder.path}\n`);
  } finally {
    progress.end();
    await dataset.close();
  }
}

/** The variant that a name says, for data that is none, as the sample. */
function variantSaid(name: string | undefined) {
  if (name === undefined || parseName(name).config === undefined) return undefined;
  return resolveVariant(name, "prepare").variant.name;
}
