import { basename } from "node:path";
import { resolveName } from "@imagenet-v2/core";
import {
  type Encoding,
  type Evaluation,
  mistakesInWords,
  type OnnxModel,
  parseShard,
  probeMistakes,
  rankAmongPublished,
  readPredictions,
  recountClasses,
  report,
  type Scores,
  type Shard,
  shardFromEnvironment,
  topRate,
} from "@imagenet-v2/evaluate";
import type { Dataset } from "@imagenet-v2/loader";
import { evaluateWithProgress } from "../evaluate-with-progress.ts";
import { openDataset } from "../open-dataset.ts";
import { openModel } from "../open-model.ts";
import { checkOutputs, printReport, subjectOf } from "../print-report.ts";
import type { Terminal } from "../terminal.ts";
import { usageError } from "../usage-error.ts";
import { classesOf } from "./classes-of.ts";
import { evaluateMany } from "./evaluate-many.ts";
import type { EvaluateOptions } from "./evaluate-options.ts";
import { probeForPreprocessing } from "./probe-for-preprocessing.ts";
import { openValidationSet, requireV2, shareOf, validationResults } from "./validation-set.ts";

/** Scores a model on the dataset, or predictions that were made before. */
export async function evaluateModel(
  terminal: Terminal,
  name: string | undefined,
  options: EvaluateOptions,
) {
  await checkOutputs(options);
  // As `--model *.onnx` comes from a shell.
  if (name !== undefined && /\.onnx$/i.test(name)) {
    throw usageError(
      "NAME",
      `${name} is a model, where the name of a dataset belongs.`,
      "Say --model before each of several, or --models and their folder.",
    );
  }
  const [model, ...others] = options.model ?? [];
  if (options.resultsDir === undefined && (others.length > 0 || options.models !== undefined)) {
    throw usageError(
      "--results-dir",
      "Several models want a folder for their results.",
      "Add --results-dir DIR: the run goes on with it where it was interrupted.",
    );
  }
  if (options.predictions !== undefined) {
    await evaluatePredictions(terminal, name, options.predictions, options);
  } else if (options.resultsDir !== undefined) {
    await evaluateMany(terminal, name, { ...options, resultsDir: options.resultsDir });
  } else if (model !== undefined && options.preprocessing === "probe") {
    await probeForPreprocessing(terminal, name, model, options);
  } else if (model !== undefined) {
    await evaluateOnnx(terminal, name, model, options);
  } else {
    throw usageError(
      "--model",
      "Nothing to score: neither --model nor --predictions is given.",
      "--models DIR takes all of a folder. Any other model can be scored from a program: evaluate(predict, dataset).",
    );
  }
}

async function evaluatePredictions(
  terminal: Terminal,
  name: string | undefined,
  path: string,
  options: EvaluateOptions,
) {
  const { val, encoding, archive, sample } = options;
  const { own, only } = await classesOf(name, options, terminal);
  // Only custom images need the data, for their names.
  const dataset =
    archive === undefined && !sample
      ? undefined
      : await openDataset(terminal, name, options, { split: options.split, classes: own });
  try {
    const file = await readPredictions(path, {
      variant: name === undefined ? undefined : resolveName(name).variant?.name,
      images: dataset?.records(),
      info: dataset?.info,
      classes: only,
      partial: options.partial,
      signal: terminal.signal,
    });
    const variant = file.variant ?? file.run?.variant ?? dataset?.store.info.variant;
    const { run } = file;
    const subject = {
      run,
      name: file.run?.model.name ?? basename(path),
      predictions: file.predictions,
      skipped: file.skipped,
      variant,
      classes: file.classes,
      dataset: file.dataset,
      provenance:
        file.run?.provenance ??
        dataset?.store.info.provenance ??
        (file.partial ? "partial" : "complete"),
      val,
    } as const;
    const notes = recount(file.predictions, file.dataset);
    await printReport(terminal, report(subject, { encoding, notes }), options, { dataset, run });
  } finally {
    await dataset?.close();
  }
}

async function evaluateOnnx(
  terminal: Terminal,
  name: string | undefined,
  path: string,
  options: EvaluateOptions,
) {
  const { batchSize, workers, cache, results, encoding, split, valArchive } = options;
  const { signal, env } = terminal;
  const shard = options.shard === undefined ? undefined : shardOf(options.shard, env);
  const { own, only } = await classesOf(name, options, terminal);
  if (valArchive !== undefined) requireV2(name, own);
  // The model first: a wrong one is told before a download begins.
  const model = await openModel(path, options, signal);
  let [dataset, validationSet]: (Dataset | undefined)[] = [];
  try {
    // It is never downloaded, so what is wrong with it is told at once.
    validationSet = await openValidationSet(terminal, options);
    dataset = await openDataset(terminal, name, options, { split, classes: own });
    const settings = { classes: only, batchSize, workers };
    const evaluation = await evaluateWithProgress(terminal, model, dataset, options, {
      ...{ ...settings, cache, results, shard },
    });
    const validation =
      validationSet &&
      (await evaluateWithProgress(
        terminal,
        model,
        validationSet,
        options,
        { ...settings, results: results && validationResults(results) },
        "Evaluating on the validation set",
      ));
    const { scores, predictions, run, resumedFrom } = evaluation;
    const subject = subjectOf(run, evaluation, validation ?? options.val);
    const isSuspicious = isFarBelow(scores, run, { val: shareOf(validation, options), encoding });
    const notes =
      options.probe || isSuspicious
        ? await probe(model, dataset, terminal)
        : recount(predictions, run.dataset, evaluation.inUsualOrder);
    await printReport(terminal, report(subject, { encoding, notes }), options, {
      ...{ dataset, run, resumedFrom, signal, validationRun: validation?.run },
    });
  } finally {
    await validationSet?.close();
    await dataset?.close();
    await model.close();
  }
}

/** The part that is asked for; `auto` has to find one. */
function shardOf(text: string, env: Terminal["env"]): Shard {
  if (text !== "auto") return parseShard(text);
  const shard = shardFromEnvironment(env);
  if (shard !== undefined) return shard;
  throw usageError(
    "--shard",
    "--shard auto: no launcher has set its variables.",
    "Name the part, of 8 for example: --shard 0/8 to 7/8. auto reads those of Slurm, torchrun, MPI, Kubernetes, Cloud Run, AWS Batch.",
  );
}

/** Whether a model scores five points less than published models of its validation accuracy, at the least. */
function isFarBelow(
  { top1 }: Scores,
  { variant, classes }: Evaluation["run"],
  { val, encoding }: { val: number | undefined; encoding: Encoding },
): boolean {
  // Those published are over all classes.
  if (variant === null || classes !== null || val === undefined) return false;
  const { expected } = rankAmongPublished({ top1: top1.accuracy, variant, val, encoding });
  return expected !== undefined && top1.interval[1] < expected - 0.05;
}

/** Mistakes that show in what was predicted already, and cost nothing to look for. */
function recount(
  predictions: Evaluation["predictions"],
  dataset: Evaluation["run"]["dataset"],
  inUsualOrder?: Evaluation["inUsualOrder"],
): string[] {
  const tried = recountClasses(predictions, dataset?.classes?.length, inUsualOrder);
  return mistakesInWords({ asDone: topRate(predictions, 1), tried });
}

async function probe(model: OnnxModel, dataset: Dataset, { signal }: Terminal): Promise<string[]> {
  const found = mistakesInWords(await probeMistakes(model, dataset, { signal }));
  return found.length > 0
    ? found
    : ["A probe for common mistakes (channels, scaling, crop, order of classes) found none."];
}
