import { isImageNetV2Error } from "@imagenet-v2/core";
import { digest } from "@imagenet-v2/core/internal";
import {
  type Evaluation,
  type EvaluationProgress,
  evaluate,
  type OnnxModel,
} from "@imagenet-v2/evaluate";
import type { Dataset } from "@imagenet-v2/loader";
import { type OriginFiles, openOriginFiles } from "@imagenet-v2/storage/opfs";
import { canDescribe, storeIdentity } from "@imagenet-v2/stores/internal";

interface ScoreOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: EvaluationProgress) => void;
  /** Whether what is kept of this run is forgotten first. */
  readonly again: boolean;
}

const folder = "explorer-results";
/** Each has some megabytes at most. */
const mostKept = 16;
/** After each batch its results are written: a run that is cut loses one. */
const batchSize = 8;

/**
 * Scores a model. Where the page has files of its own, results are kept there as they come: the same run goes on
 * with them after a reload, and one that is finished is there at once. They only save time: where they cannot be
 * read or written, all images are scored.
 */
export async function evaluateKept(
  model: OnnxModel,
  dataset: Dataset,
  { again, ...options }: ScoreOptions,
): Promise<Evaluation> {
  const path = pathOf(model, dataset);
  if (path !== undefined && (await makeReady(path, again))) {
    try {
      return await evaluate(model, dataset, { ...options, batchSize, results: path });
    } catch (error) {
      if (!isOfFile(error, path)) throw error;
      await makeReady(path, true);
    }
  }
  return evaluate(model, dataset, { ...options, batchSize });
}

/** One for each model, archive and preprocessing. `undefined` where nothing tells an archive from another. */
function pathOf(model: OnnxModel, { store }: Dataset) {
  const archive = canDescribe(store) ? storeIdentity(store.describe()) : undefined;
  if (archive === undefined) return undefined;
  const { name, sha256, settings, runtime, preprocessing: known } = model;
  const run = { archive, name, sha256, settings, runtime, ...known.preprocessing };
  return `${folder}/${digest(JSON.stringify(run)).slice(0, 32)}.jsonl`;
}

/** @returns whether results can be kept there */
async function makeReady(path: string, forget: boolean): Promise<boolean> {
  let files: OriginFiles | undefined;
  try {
    files = await openOriginFiles();
    if (files === undefined) return false;
    if (forget) {
      await files.remove(`${path}.part`);
      await files.remove(path);
    }
    await removeOthers(files, path);
    return true;
  } catch {
    // Another tab has it open.
    return false;
  } finally {
    await files?.close();
  }
}

async function removeOthers(files: OriginFiles, path: string): Promise<void> {
  const kept = await files.list(folder);
  if (kept.length < mostKept) return;
  for (const { name } of kept) {
    const other = `${folder}/${name}`;
    if (!other.startsWith(path)) await files.remove(other).catch(() => {});
  }
}

/** Whether it is the file of results that is wrong, and not the model or the archive. */
function isOfFile(error: unknown, path: string): boolean {
  return isImageNetV2Error(error) && JSON.stringify(error).includes(path);
}
