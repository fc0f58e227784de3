import { join } from "node:path";
import { modelLabels } from "../labels.ts";
import { readJson } from "./read-json.ts";

/**
 * What each output of the model in a folder stands for, as {@link modelLabels} reads it from `config.json`.
 *
 * @returns `undefined` where the file is not there, or does not tell
 * @throws INVALID_MODEL; FILE_TOO_LARGE, NOT_A_FILE, IO
 */
export async function labelsOf(folder: string): Promise<readonly string[] | undefined> {
  const path = join(folder, "config.json");
  return modelLabels(await readJson(path), path);
}
