import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { variantNames } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import {
  type Evaluation,
  leaderboard,
  type EvaluateOptions as RunOptions,
  type Subject,
} from "@imagenet-v2/evaluate";
import type { Dataset } from "@imagenet-v2/loader";
import { pixelsOf, removeCache } from "@imagenet-v2/loader/internal";
import { makeFolder } from "@imagenet-v2/storage/node";
import { evaluateWithProgress } from "../evaluate-with-progress.ts";
import { toJson } from "../json.ts";
import { type ListedModel, listedModels } from "../listed-models.ts";
import { openDataset } from "../open-dataset.ts";
import { openModel } from "../open-model.ts";
import { printLeaderboard } from "../print-leaderboard.ts";
import { subjectOf } from "../print-report.ts";
import { printable, type Terminal } from "../terminal.ts";
import { classesOf } from "./classes-of.ts";
import type { EvaluateOptions } from "./evaluate-options.ts";
import { openValidationSet, requireV2 } from "./validation-set.ts";

const allVariants = variantNames.map((variant) => `imagenet_v2/${variant}`);

type ManyOptions = EvaluateOptions & { readonly resultsDir: string };

/**
 * Scores several models, on one variant or all, and puts them side by side. Each has a results file in the folder,
 * by which an interrupted run goes on. Images are decoded once for all models that want the same pixels. A model
 * that fails does not keep the others from being scored.
 */
export async function evaluateMany(
  terminal: Terminal,
  name: string | undefined,
  options: ManyOptions,
): Promise<void> {
  const { resultsDir, encoding } = options;
  const { own, only } = await classesOf(name, options, terminal);
  if (options.valArchive !== undefined) requireV2(name, own);
  // All models before the first image: a wrong one is told before hours of work.
  const groups = await byPixels(await listedModels(options), options, terminal);
  await makeFolder(resultsDir);
  const subjects: Subject[] = [];
  const failures: unknown[] = [];
  for (const open of datasetsOf(name, own, options, terminal)) {
    const dataset = await open();
    const decoded = join(resultsDir, `.decoded-${idOf(dataset)}.npy`);
    try {
      for (const group of groups) {
        const cache = isWorthKeeping(decoded, group, dataset, options) ? decoded : undefined;
        for (const model of group) {
          try {
            const settings = { classes: only, cache };
            const evaluation = await evaluateOne(model, dataset, settings, options, terminal);
            subjects.push(subjectOf(evaluation.run, evaluation, model.val));
          } catch (error) {
            terminal.signal.throwIfAborted();
            tellFailed(terminal, options, { model: model.name, images: idOf(dataset), error });
            failures.push(error);
          }
        }
        if (cache !== undefined) await removeCache(cache);
      }
      // Of a run that was killed after its last model.
      await removeCache(decoded);
    } finally {
      await dataset.close();
    }
  }
  if (subjects.length > 0) {
    await printLeaderboard(terminal, leaderboard(subjects, { encoding }), options);
  }
  if (failures.length > 0) throw failures[0];
}

/** Models by what they want of an image before its numbers are scaled. */
async function byPixels(
  models: readonly ListedModel[],
  options: ManyOptions,
  { signal }: Terminal,
): Promise<ListedModel[][]> {
  const groups = new Map<string, ListedModel[]>();
  for (const listed of models) {
    const model = await openModel(listed.path, settingsOf(listed, options), signal);
    const key = JSON.stringify(pixelsOf(model.preprocessing.preprocessing));
    await model.close();
    groups.set(key, [...(groups.get(key) ?? []), listed]);
  }
  return [...groups.values()];
}

/** What is said of a model alone goes before what is said of all. */
function settingsOf(listed: ListedModel, options: ManyOptions) {
  const { preprocessing, dtype, modelOutput, classEmbeddings, logitScale } = options;
  return {
    ...options,
    preprocessing: listed.preprocessing ?? preprocessing,
    dtype: listed.dtype ?? dtype,
    modelOutput: listed.modelOutput ?? modelOutput,
    classEmbeddings: listed.classEmbeddings ?? classEmbeddings,
    logitScale: listed.logitScale ?? logitScale,
  };
}

/** Each set of images that is asked for, as what opens it. */
function datasetsOf(
  name: string | undefined,
  classes: string | undefined,
  options: ManyOptions,
  terminal: Terminal,
) {
  const { split } = options;
  const names = options.allVariants ? allVariants : [name];
  const open = names.map((each) => () => openDataset(terminal, each, options, { split, classes }));
  if (options.valArchive === undefined) return open;
  // Before the others: a wrong archive is told before hours of work.
  return [async () => (await openValidationSet(terminal, options)) as Dataset, ...open];
}

async function evaluateOne(
  listed: ListedModel,
  dataset: Dataset,
  settings: Pick<RunOptions, "classes" | "cache">,
  options: ManyOptions,
  terminal: Terminal,
): Promise<Evaluation> {
  const { batchSize, workers } = options;
  const { name } = listed;
  const model = await openModel(listed.path, settingsOf(listed, options), terminal.signal);
  try {
    const results = resultsOf(listed, dataset, options);
    const all = { ...settings, name, batchSize, workers, results };
    const label = `Evaluating ${name} on ${idOf(dataset)}`;
    return await evaluateWithProgress(terminal, model, dataset, options, all, label);
  } finally {
    await model.close();
  }
}

/**
 * Whether images are kept decoded: where more than one model is to see them, or where an interrupted run has
 * kept them already.
 */
function isWorthKeeping(
  decoded: string,
  group: readonly ListedModel[],
  dataset: Dataset,
  options: ManyOptions,
): boolean {
  const left = group.filter((model) => !existsSync(resultsOf(model, dataset, options)));
  return left.length > 1 || (left.length === 1 && existsSync(decoded));
}

/** Says at once which model failed on what; JSON where that is wanted, as errors are. */
function tellFailed(
  { stderr }: Terminal,
  { json }: ManyOptions,
  { model, images, error }: { model: string; images: string; error: unknown },
): void {
  const message = messageOf(error);
  stderr.write(
    json
      ? `${toJson({ failed: model, images, message })}\n`
      : `Failed: ${printable(`${model} on ${images}: ${message}`)}\n`,
  );
}

/** Names that differ in what no file's name may have stay different. */
function resultsOf({ name }: ListedModel, dataset: Dataset, { resultsDir }: ManyOptions): string {
  const plain = name.replace(/[\p{Cc}<>:"/\\|?*]/gu, "_").replace(/^\./, "_");
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  const file = plain === name ? name : `${plain}-${hash}`;
  return join(resultsDir, `${file}.${idOf(dataset)}.jsonl`);
}

/** The variant, or what the dataset is called. */
function idOf({ store, info }: Dataset): string {
  return store.info.variant ?? info.name;
}
