import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { variantNames } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import { type Evaluation, leaderboard, readClasses, type Subject } from "@imagenet-v2/evaluate";
import type { Dataset } from "@imagenet-v2/loader";
import { makeFolder } from "@imagenet-v2/storage/node";
import { evaluateWithProgress } from "../evaluate-with-progress.ts";
import { type ListedModel, listedModels } from "../listed-models.ts";
import { openDataset } from "../open-dataset.ts";
import { openModel } from "../open-model.ts";
import { checkOutput } from "../output-file.ts";
import { printLeaderboard } from "../print-leaderboard.ts";
import { subjectOf } from "../print-report.ts";
import { printable, type Terminal } from "../terminal.ts";
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
  const { resultsDir, encoding, output } = options;
  await checkOutput(output, [".html", ".md"]);
  if (options.valArchive !== undefined) requireV2(name, ownClasses(name, options));
  // All models before the first image: a wrong one is told before hours of work.
  const groups = await byPixels(await listedModels(options), options, terminal);
  await makeFolder(resultsDir);
  const subjects: Subject[] = [];
  const failures: unknown[] = [];
  for (const open of datasetsOf(name, options, terminal)) {
    const dataset = await open();
    try {
      for (const group of groups) {
        const cache = cacheFor(group, dataset, options);
        for (const model of group) {
          try {
            const evaluation = await evaluateOne(model, dataset, cache, options, terminal);
            subjects.push(subjectOf(evaluation.run, evaluation, model.val));
          } catch (error) {
            terminal.signal.throwIfAborted();
            const what = `${model.name} on ${idOf(dataset)}`;
            terminal.stderr.write(`Failed: ${printable(`${what}: ${messageOf(error)}`)}\n`);
            failures.push(error);
          }
        }
        if (cache !== undefined) await removeCache(cache);
      }
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
    const { mean: _, std: __, dtype: ___, ...pixels } = model.preprocessing.preprocessing;
    await model.close();
    const key = JSON.stringify(Object.entries(pixels).sort(([a], [b]) => (a < b ? -1 : 1)));
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
function datasetsOf(name: string | undefined, options: ManyOptions, terminal: Terminal) {
  const { split } = options;
  const classes = ownClasses(name, options);
  const names = options.allVariants ? allVariants : [name];
  const open = names.map((each) => () => openDataset(terminal, each, options, { split, classes }));
  if (options.valArchive === undefined) return open;
  // Before the others: a wrong archive is told before hours of work.
  return [async () => (await openValidationSet(terminal, options)) as Dataset, ...open];
}

function ownClasses(name: string | undefined, { archive, classes }: ManyOptions) {
  return name === undefined && archive !== undefined ? classes : undefined;
}

async function evaluateOne(
  listed: ListedModel,
  dataset: Dataset,
  cache: string | undefined,
  options: ManyOptions,
  terminal: Terminal,
): Promise<Evaluation> {
  const { signal } = terminal;
  const { batchSize, workers, archive, classes } = options;
  const isOwn = archive !== undefined && dataset.store.info.variant === undefined;
  const only = classes === undefined || isOwn ? undefined : await readClasses(classes, { signal });
  const model = await openModel(listed.path, settingsOf(listed, options), signal);
  try {
    const results = resultsOf(listed, dataset, options);
    const settings = { name: listed.name, classes: only, batchSize, workers, cache, results };
    const label = `Evaluating ${listed.name} on ${idOf(dataset)}`;
    return await evaluateWithProgress(terminal, model, dataset, options, settings, label);
  } finally {
    await model.close();
  }
}

/** A file that keeps decoded images, where more than one model is to see them. */
function cacheFor(
  group: readonly ListedModel[],
  dataset: Dataset,
  options: ManyOptions,
): string | undefined {
  const left = group.filter((model) => !existsSync(resultsOf(model, dataset, options)));
  return left.length > 1 ? join(options.resultsDir, `.decoded-${idOf(dataset)}.npy`) : undefined;
}

async function removeCache(path: string): Promise<void> {
  for (const file of [path, `${path}.json`]) await rm(file, { force: true });
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
