import { isImageNetV2Error } from "@imagenet-v2/core";
import { type OnnxModel, onnxModel } from "@imagenet-v2/evaluate";
import type { WeightType } from "@imagenet-v2/models";
import { readPreprocessing } from "@imagenet-v2/models/node";
import { usageError } from "./usage-error.ts";

interface ModelOptions {
  readonly preprocessing?: string;
  readonly probed?: boolean;
  readonly dtype?: WeightType;
  readonly modelOutput?: string;
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
  { preprocessing: text, probed, dtype, modelOutput, device, threads }: ModelOptions,
  signal: AbortSignal,
): Promise<OnnxModel> {
  const running = { dtype, output: modelOutput, device, threads, signal };
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
      "Say it: --preprocessing with a preset, JSON or a .json file. --preprocessing probe compares the likely ones.",
    );
  }
}
