import { configIn } from "./config-json.ts";
import { modelLabels } from "./labels.ts";
import type { ModelFolder } from "./model-folder.ts";

/**
 * What each output of the model in a folder stands for, as {@link modelLabels} reads it from `config.json`.
 *
 * @returns `undefined` where the file is not there, or does not tell
 * @throws INVALID_MODEL; FILE_TOO_LARGE, NOT_A_FILE, IO
 */
export async function labelsIn(folder: ModelFolder): Promise<readonly string[] | undefined> {
  return modelLabels(await configIn(folder, "config.json"), folder.pathOf("config.json"));
}
