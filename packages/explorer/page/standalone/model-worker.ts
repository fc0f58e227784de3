// The worker that scores a model: it has a core of its own, so that one can look on.
import { classFolders, ImageNetV2Error } from "@imagenet-v2/core";
import {
  type EvaluationProgress,
  formatResults,
  htmlReport,
  type ModelPredictions,
  type OnnxModel,
  onnxModel,
  type PreprocessingProbe,
  probePreprocessing,
  report,
  type Scores,
} from "@imagenet-v2/evaluate";
import { type Dataset, load } from "@imagenet-v2/loader";
import { fromConfig, fromPreset } from "@imagenet-v2/models";
import { answerCalls, type CallContext } from "./answer-calls.ts";
import { evaluateKept } from "./kept-results.ts";
import type { ModelFile } from "./model-files.ts";
import { runtime } from "./onnx-runtime.ts";
import type { Opening } from "./opening.ts";

interface ModelAsked {
  /** The archive that is looked at. */
  readonly opening: Opening;
  readonly files: readonly ModelFile[];
  readonly name: string;
  /** What somebody says that it wants done to an image: a preset, or steps as JSON. Default: its own config. */
  readonly preprocessing?: string | undefined;
  /** Whether that was proposed by a probe of these images. */
  readonly probed?: boolean | undefined;
  /** Whether all images are scored, also those whose results are kept. */
  readonly again?: boolean | undefined;
}

/** What a run gave. */
export interface ModelScored {
  readonly scores: Pick<Scores, "top1" | "top5">;
  readonly said: ModelPredictions;
  /** How many images cannot be decoded: the scores are of the others. */
  readonly skipped: number;
  /** How many results were kept from before. */
  readonly resumedFrom: number;
  /** A line of JSON for each image. */
  readonly results: Blob;
  readonly report: Blob;
}

const handlers = {
  async evaluate(asked: ModelAsked, { signal, onProgress }: CallContext): Promise<ModelScored> {
    const { model, dataset } = await opened(asked, signal);
    const { again = false } = asked;
    const tell = ({ done, total, resumedFrom, secondsLeft, top1, top5 }: EvaluationProgress) =>
      onProgress({ done, total, resumedFrom, secondsLeft, top1, top5 });
    const evaluation = await evaluateKept(model, dataset, { signal, onProgress: tell, again });
    const { predictions, skipped, resumedFrom, run } = evaluation;
    const { variant, provenance, dataset: of } = run;
    const said = { name: asked.name, predictions, classes: run.classes ?? undefined, dataset: of };
    const made = report({ ...said, variant, provenance, skipped, run });
    const { top1, top5 } = evaluation.scores;
    return {
      scores: { top1, top5 },
      skipped: skipped.length,
      resumedFrom,
      said,
      results: new Blob([formatResults(evaluation)], { type: "application/x-ndjson" }),
      report: new Blob([await htmlReport(made, { dataset })], { type: "text/html" }),
    };
  },

  /** Which of the likely preprocessings it wants, on some images. */
  async probe(asked: ModelAsked, { signal }: CallContext): Promise<PreprocessingProbe> {
    const { model, dataset } = await opened({ ...asked, preprocessing: "imagenet" }, signal);
    return probePreprocessing(model, dataset, { images: 64, signal });
  },
};

export type ModelHandlers = typeof handlers;

async function opened(
  { opening, files, name, preprocessing, probed }: ModelAsked,
  signal: AbortSignal,
): Promise<{ model: OnnxModel; dataset: Dataset }> {
  const said = preprocessing === undefined ? undefined : saidPreprocessing(preprocessing);
  // As the command line says it: reports look for these words.
  const source = `${said?.source}, chosen on this test set`;
  const known = said && probed ? { ...said, source } : said;
  const model = await onnxModel(modelOf(files), { runtime, preprocessing: known, name, signal });
  const { archive, index, keep, ownClasses } = opening;
  const spec = ownClasses ? classFolders() : "imagenet_v2";
  const dataset = await load(spec, {
    ...{ archive, index, keep, signal },
    ...{ partial: true, split: "test", onError: "skip" },
  });
  return { model, dataset };
}

/** A file alone is the model; several are a folder. */
function modelOf(files: readonly ModelFile[]) {
  const [only, ...others] = files;
  return only !== undefined && others.length === 0 && only.path.endsWith(".onnx")
    ? only.file
    : new Map(files.map(({ path, file }) => [path, file]));
}

/** A preset's name, or steps as JSON. @throws INVALID_OPTION */
function saidPreprocessing(text: string) {
  if (!text.trim().startsWith("{")) return fromPreset(text.trim());
  let steps: unknown;
  try {
    steps = JSON.parse(text);
  } catch (cause) {
    const message = "preprocessing: not valid JSON.";
    throw new ImageNetV2Error("INVALID_OPTION", message, { option: "preprocessing" }, { cause });
  }
  return { ...fromConfig(steps, "preprocessing"), source: "said" };
}

answerCalls(handlers);
