import { join } from "node:path";
import { findModelIn } from "../find-model.ts";
import type { KnownPreprocessing } from "../known-preprocessing.ts";
import { labelsIn } from "../labels-in.ts";
import { preprocessingIn } from "../preprocessing-in.ts";
import type { WeightType } from "../weight-type.ts";
import { diskFolder } from "./disk-folder.ts";

/**
 * The path of the ONNX file in a model's folder, as {@link findModelIn} finds it.
 *
 * @throws NOT_FOUND if there is none; INVALID_MODEL if there are several, with a list of them
 */
export async function findModel(folder: string, dtype?: WeightType): Promise<string> {
  return join(folder, await findModelIn(diskFolder(folder), dtype));
}

/**
 * What the files beside a model say about its preprocessing, as {@link preprocessingIn} reads them.
 *
 * @throws UNSUPPORTED, INVALID_OPTION and INVALID_MODEL, as the readers do
 */
export function preprocessingOf(
  folder: string,
  inputSize?: readonly [height: number, width: number],
): Promise<KnownPreprocessing | undefined> {
  return preprocessingIn(diskFolder(folder), inputSize);
}

/**
 * What each output of the model in a folder stands for, as {@link labelsIn} reads it.
 *
 * @throws INVALID_MODEL; FILE_TOO_LARGE, NOT_A_FILE, IO
 */
export function labelsOf(folder: string): Promise<readonly string[] | undefined> {
  return labelsIn(diskFolder(folder));
}
