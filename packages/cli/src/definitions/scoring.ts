import type { WeightType } from "@imagenet-v2/models";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  addDataDirOption,
  addDataOptions,
  addDatasetName,
  anyPreset,
  onError,
} from "../common-options.ts";
import { refuseIneffective } from "../contradictions.ts";
import { aboveZero, nonEmpty, nonEmptyList, positive, wholeNumber } from "../option-values.ts";
import type { Terminal } from "../terminal.ts";
import type { Define } from "./define.ts";

const encoding = () =>
  new Option("--encoding <edition>", "which edition of the pictures was scored")
    .choices(["2019", "format-val"])
    .default("format-val");
const preprocessing = `${anyPreset}, JSON, a .json file, or probe: compare the likely ones (default: what the model's folder says)`;
// Not asked for at run time: every command would load the package.
const types: readonly WeightType[] = ["fp32", "fp16", "q8", "int8", "uint8", "q4", "q4f16", "bnb4"];
const output = "write a report: .html or .md";
const title = "what the report is called";
const explorer =
  "where an explorer of these images is (a URL, or a path from the report): pictures of the report lead to it";
const titleWithout = { options: ["--title"], without: ["--output"] } as const;
const only = "score only these classes: index, WordNet id or name, one a line";
const classes = `${only}; for an archive without a NAME: those of your own folders`;
const labels =
  "what each output of the model stands for: WordNet id or name, one a line (default: id2label of the model's config.json)";
const classEmbeddings =
  "for an encoder of images, as CLIP's: an .npy file with an embedding of each class, a row each";
const compared = `${only}; with --archive: those of your own folders`;
const val = "its top-1 on the original validation set: at most 1 a share, above 1 a percentage";
const valArchive =
  "ImageNet's validation set (ILSVRC2012_img_val.tar, or a folder of it): score the model on it too, for the gap";

/** Scoring models. */
export function defineScoringCommands(define: Define, terminal: Terminal): void {
  refuseIneffective(
    addDatasetName(
      addDataOptions(define("evaluate", "score a model, or a file of its predictions")),
    ),
    {
      options: [
        ...["--preprocessing", "--probed", "--dtype", "--model-output", "--labels", "--batch-size"],
        ...["--class-embeddings", "--logit-scale"],
        ...["--results", "--shard", "--probe", "--workers", "--threads", "--device", "--cache"],
        "--val-archive",
      ],
      with: ["--predictions"],
    },
    { options: ["--val-archive"], with: ["--shard"] },
    {
      options: ["--results", "--shard", "--probe", "--val", "--cache", "--predictions"],
      with: ["--results-dir"],
    },
    { options: ["--all-variants"], without: ["--results-dir"] },
    { options: ["NAME", "--archive", "--sample"], with: ["--all-variants"] },
    { options: ["--probed"], without: ["--preprocessing"] },
    { options: ["--logit-scale"], without: ["--class-embeddings"] },
    titleWithout,
    { options: ["--explorer"], with: ["--results-dir"] },
    { options: ["--explorer"], without: ["--output"] },
    { options: ["--explorer"], with: ["--predictions"], without: ["--archive", "--sample"] },
    {
      options: ["--split", "--data-dir", "--base-url", "--on-error"],
      with: ["--predictions"],
      without: ["--archive", "--sample"],
    },
  )
    .option(
      "--model <path>",
      "an ONNX file, or a folder with one; needs onnxruntime-node; may be given several times",
      nonEmptyList,
    )
    .option("--models <path>", "a folder of models, or a .json file that lists them", nonEmpty)
    .option(
      "--results-dir <dir>",
      "results of several models, a file each; goes on with them",
      nonEmpty,
    )
    .option("--all-variants", "score on each variant of ImageNetV2")
    .addOption(new Option("--dtype <type>", "which of a folder's models").choices(types))
    .option("--labels <file>", labels, nonEmpty)
    .option(
      "--model-output <name>",
      "which of its outputs has the scores (default: logits)",
      nonEmpty,
    )
    .option("--class-embeddings <file>", classEmbeddings, nonEmpty)
    .option(
      "--logit-scale <number>",
      "what cosines to class embeddings are multiplied by (default: 100)",
      aboveZero,
    )
    .addOption(
      new Option("--predictions <file>", "JSON lines, .csv or .npy; needs no archive")
        .argParser(nonEmpty)
        .conflicts("model"),
    )
    .option("--preprocessing <what>", preprocessing, nonEmpty)
    .option("--probed", "the preprocessing was chosen by a probe of these images; reports say so")
    .option("--split <spec>", "which examples: test[:10%] (default: all)")
    .option("--classes <file>", classes, nonEmpty)
    .option("--batch-size <n>", "images at once", positive)
    .option("--workers <n>", "threads that decode (default: one for each core)", wholeNumber)
    .option("--threads <n>", "threads of the model (default: one for each core)", positive)
    .option("--device <name>", "what runs the model: cpu, cuda, coreml (default: cpu)", nonEmpty)
    .option("--cache <file>", "keep decoded images in it, for the next model", nonEmpty)
    .option("--results <file>", "write each image's result; a killed run goes on with it", nonEmpty)
    .option("--shard <i/n>", "do the i-th of n parts; auto: as the launcher says", nonEmpty)
    .option("--probe", "look for common mistakes; done anyway if it scores far below --val")
    .option("--val <accuracy>", val, accuracy)
    .addOption(new Option("--val-archive <path>", valArchive).argParser(nonEmpty).conflicts("val"))
    .addOption(encoding())
    .option("--output <file>", output, nonEmpty)
    .option("--title <text>", title, nonEmpty)
    .option("--explorer <place>", explorer, nonEmpty)
    .addOption(onError())
    .action(async (name, options) => {
      const { evaluateModel } = await import("../commands/evaluate.ts");
      await evaluateModel(terminal, name, options);
    });

  refuseIneffective(
    addContestantOptions(define("compare", "is one model better than another?")),
    titleWithout,
  )
    .argument("<files...>", "predictions, or results of evaluate: two or more")
    .option("--k <n>", "right is: among the k likeliest", positive, 1)
    .addOption(
      new Option("--test <test>", "McNemar's, as").choices(["exact", "mid-p"]).default("exact"),
    )
    .option("--partial", "accept predictions for some of the images")
    .option("--output <file>", output, nonEmpty)
    .option("--title <text>", title, nonEmpty)
    .action(async (files, options) => {
      const { compareModels } = await import("../commands/compare.ts");
      await compareModels(terminal, files, options);
    });

  refuseIneffective(
    addContestantOptions(define("report", "put the models of a folder of results side by side")),
    { options: ["--csv"], with: ["--json"] },
    titleWithout,
  )
    .argument("<folder>", "what evaluate --results wrote, a .jsonl file for each run")
    .option("--val <model=accuracy...>", `${val}; one for each model`, accuracyOfModel)
    .addOption(encoding())
    .option("--csv", "print CSV")
    .option("--output <file>", output, nonEmpty)
    .option("--title <text>", title, nonEmpty)
    .action(async (folder, options) => {
      const { reportResults } = await import("../commands/report.ts");
      await reportResults(terminal, folder, options);
    });

  refuseIneffective(define("merge", "put the results of shards together"), titleWithout)
    .argument("<files...>", "what evaluate --shard --results wrote")
    .option("--results <file>", "write the results of the whole run", nonEmpty)
    .option("--val <accuracy>", val, accuracy)
    .addOption(encoding())
    .option("--output <file>", output, nonEmpty)
    .option("--title <text>", title, nonEmpty)
    .action(async (files, options) => {
      const { mergeResults } = await import("../commands/merge.ts");
      await mergeResults(terminal, files, options);
    });
}

/** What files of predictions are of, where they do not tell. */
function addContestantOptions(command: Command): Command {
  return refuseIneffective(
    addDataDirOption(command),
    { options: ["--archive"], without: ["--classes"] },
    { options: ["--variant"], with: ["--archive"] },
    { options: ["--data-dir"], without: ["--archive"] },
  )
    .option("--variant <name>", "which variant they are of, if the files do not tell", nonEmpty)
    .option("--archive <path>", "the images of your own that they are of: class folders", nonEmpty)
    .option("--classes <file>", compared, nonEmpty);
}

type ModelAccuracy = readonly [model: string, accuracy: number];

/** `NAME=0.72`; those before come along. */
function accuracyOfModel(text: string, before: readonly ModelAccuracy[] = []): ModelAccuracy[] {
  const at = text.lastIndexOf("=");
  if (at < 1) throw new InvalidArgumentError("It must be the model's name, = and its accuracy.");
  return [...before, [text.slice(0, at), accuracy(text.slice(at + 1))]];
}

/** A share or a percentage, as the library takes it. */
function accuracy(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) > 100) {
    throw new InvalidArgumentError("It must be a share, 0 to 1, or a percentage up to 100.");
  }
  return Number(text);
}
