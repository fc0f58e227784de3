import { isImageNetV2Error } from "@imagenet-v2/core";
import { type OnnxModel, onnxModel } from "@imagenet-v2/evaluate";
import type { WeightType } from "@imagenet-v2/models";
import { readPreprocessing } from "@imagenet-v2/models/node";
import { readSmallFile } from "@imagenet-v2/storage/node";
import { anyPreset } from "./common-options.ts";
import { usageError } from "./usage-error.ts";

interface ModelOptions {
  readonly preprocessing?: string | undefined;
  readonly probed?: boolean;
  readonly dtype?: WeightType | undefined;
  readonly modelOutput?: string | undefined;
  readonly labels?: string;
  readonly classEmbeddings?: string | undefined;
  readonly logitScale?: number | undefined;
  readonly device?: string;
  readonly threads?: number;
}

/**
 * The model of `--model`, with the preprocessing that the user says, or that its folder says.
 *
 * @throws UsageError where nobody says it: a guess would give a wrong accuracy, and not tell
 */
export async function openModel(
  path: string,
  options: ModelOptions,
  signal: AbortSignal,
): Promise<OnnxModel> {
  const { preprocessing: text, probed } = options;
  const running = await runningOf(options, signal);
  if (text !== undefined) {
    const said = await readPreprocessing(text);
    const source = probed ? `${said.source}, chosen on this test set` : said.source;
    return onnxModel(path, { preprocessing: { ...said, source }, ...running });
  }
  try {
    return await onnxModel(path, running);
  } catch (error) {
    if (!isImageNetV2Error(error, "INVALID_OPTION") || error.option !== "preprocessing")
      throw error;
    throw usageError(
      "--preprocessing",
      error.message,
      `Say it: --preprocessing with ${anyPreset}, JSON or a .json file. --preprocessing probe compares the likely ones.`,
    );
  }
}

/** How a model runs, and what its outputs are, as the library's options. */
export async function runningOf(options: ModelOptions, signal: AbortSignal) {
  const { dtype, modelOutput: output, labels: file, device, threads } = options;
  const { classEmbeddings, logitScale } = options;
  const labels = file === undefined ? undefined : await readLabels(file, signal);
  return { dtype, output, labels, classEmbeddings, logitScale, device, threads, signal };
}

/** What the outputs stand for, one a line: 21,843 have half a megabyte. */
async function readLabels(path: string, signal: AbortSignal): Promise<string[]> {
  const hint = "A list of labels has one a line.";
  const bytes = await readSmallFile(path, { limit: 2 ** 22, hint, signal });
  const lines = bytes
    .toString()
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split("\n");
  return lines.map((line) => line.trim());
}
