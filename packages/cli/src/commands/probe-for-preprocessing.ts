import { onnxModel, probedInWords, probePreprocessing } from "@imagenet-v2/evaluate";
import type { Dataset } from "@imagenet-v2/loader";
import { toJson } from "../json.ts";
import { openDataset } from "../open-dataset.ts";
import { runningOf } from "../open-model.ts";
import { type Terminal, write } from "../terminal.ts";
import { usageError } from "../usage-error.ts";
import type { EvaluateOptions } from "./evaluate-options.ts";

/** What a probe does not make. */
const without = [
  "results",
  "output",
  "shard",
  "val",
  "valArchive",
  "probe",
  "probed",
  "workers",
  "cache",
] as const;

/**
 * Compares the likely preprocessings on some images, and proposes one. It is for the user to choose: a
 * choice that was made on the test set must be said with the result.
 */
export async function probeForPreprocessing(
  terminal: Terminal,
  name: string | undefined,
  path: string,
  options: EvaluateOptions,
): Promise<void> {
  const ignored = without.find((option) => options[option] !== undefined);
  if (ignored !== undefined) {
    const option = `--${ignored.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw usageError(
      option,
      `${option} does nothing with --preprocessing probe, which only proposes.`,
      "Leave out one of them.",
    );
  }
  const { signal } = terminal;
  // Only the size of what it is given matters; the colours are what is tried.
  const preprocessing = "imagenet";
  const model = await onnxModel(path, {
    preprocessing,
    ...(await runningOf(options, signal)),
  });
  let dataset: Dataset | undefined;
  try {
    dataset = await openDataset(terminal, name, options, { split: options.split });
    const { batchSize } = options;
    const found = await probePreprocessing(model, dataset, { batchSize, signal });
    const lines = [...probedInWords(found), ...advice(path, found.proposed)];
    const text = options.json ? toJson({ probe: found }, 2) : lines.join("\n");
    await write(terminal.stdout, `${text}\n`);
  } finally {
    await dataset?.close();
    await model.close();
  }
}

function advice(path: string, proposed: object | undefined): string[] {
  if (proposed === undefined) {
    return ["Look it up where the model comes from, or probe more images."];
  }
  return [
    "Look it up where the model comes from. If you use it as it was found here, on the test set, say so:",
    `imagenet-v2 evaluate --model ${path} --preprocessing '${JSON.stringify(proposed)}' --probed`,
  ];
}
