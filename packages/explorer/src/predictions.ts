import { type DatasetClass, ImageNetV2Error, classes as imageNet } from "@imagenet-v2/core";
import { sameClasses } from "@imagenet-v2/core/internal";
import type { ModelPredictions } from "@imagenet-v2/evaluate";
import type { Contents } from "./contents.ts";
import type { ModelDocument, PredictionsDocument } from "./documents.ts";

/** Classes shown for each image. */
const shown = 5;

/**
 * What models said about the images that are looked at; predictions about others are left out.
 *
 * @throws INVALID_OPTION if none is about these images, one goes by another label, or names
 *   no class, if labels stand for other classes than the dataset's, or if the models could not answer
 *   with the same classes
 */
export function fitting(
  { index, store }: Contents,
  classesOfDataset: readonly DatasetClass[],
  contestants: readonly ModelPredictions[],
): ModelPredictions[] {
  const labels = new Map(
    index.fileName.map((name, row) => [name, store.label(index.index[row] as number)]),
  );
  const other = contestants.find(({ classes }) => `${classes}` !== `${contestants[0]?.classes}`);
  if (other)
    throw misfit(other.name, `it was scored over other classes than ${contestants[0]?.name}`);
  return contestants.map(({ name, predictions, classes, dataset }) => {
    if (!sameClasses(dataset?.classes ?? imageNet, classesOfDataset)) {
      throw misfit(name, "its labels stand for other classes than the dataset's");
    }
    const about = predictions.filter(({ file_name }) => labels.has(file_name));
    if (about.length === 0) {
      throw misfit(name, `none of its ${predictions.length} predictions is about these images`);
    }
    for (const { file_name, label, top } of about) {
      const is = labels.get(file_name);
      if (is !== label) throw misfit(name, `${file_name} has label ${is}, not ${label}`);
      if (top.length === 0) throw misfit(name, `its prediction for ${file_name} names no class`);
    }
    return { name, predictions: about, classes, dataset };
  });
}

function misfit(name: string, why: string): ImageNetV2Error {
  return new ImageNetV2Error(
    "INVALID_OPTION",
    `${name}: ${why}.`,
    { option: "predictions" },
    { hint: "Give predictions for the images that are explored, over the same classes." },
  );
}

/** What the page shows of them. The statistics are loaded when there is something to judge. */
export async function predictionsDocument(
  contestants: readonly ModelPredictions[],
  names: readonly string[],
): Promise<PredictionsDocument> {
  if (contestants.length === 0) return { models: [], comparison: undefined };
  const { topRate } = await import("@imagenet-v2/evaluate");
  const models = contestants.map(({ name, predictions }): ModelDocument => {
    const rate = (k: number) => {
      const { accuracy, interval } = topRate(predictions, k);
      return { accuracy, interval };
    };
    const hasFive = predictions.every(({ top }) => top.length >= shown);
    const top5 = hasFive ? rate(shown) : undefined;
    return { name, ...columns(predictions, names), top1: rate(1), top5 };
  });
  return { models, comparison: await comparisonOf(contestants) };
}

function columns(
  predictions: ModelPredictions["predictions"],
  names: readonly string[],
): Pick<ModelDocument, "top" | "probabilities"> {
  const byName = new Map(predictions.map((each) => [each.file_name, each]));
  const inOrder = names.map((each) => byName.get(each));
  const likely = predictions.some(({ probabilities }) => probabilities !== undefined);
  return {
    top: inOrder.map((each) => each?.top.slice(0, shown) ?? []),
    probabilities: likely
      ? inOrder.map((each) => (each?.probabilities ?? []).slice(0, shown).map(rounded))
      : undefined,
  };
}

/** On the images that both were shown. */
async function comparisonOf([first, second]: readonly ModelPredictions[]): Promise<
  PredictionsDocument["comparison"]
> {
  if (first === undefined || second === undefined) return undefined;
  const names = (of: ModelPredictions) => new Set(of.predictions.map(({ file_name }) => file_name));
  const [inFirst, inSecond] = [names(first), names(second)];
  const common = (of: ModelPredictions): ModelPredictions => ({
    ...of,
    predictions: of.predictions.filter(
      (p) => inFirst.has(p.file_name) && inSecond.has(p.file_name),
    ),
  });
  const both = [common(first), common(second)] as const;
  if (both[0].predictions.length === 0) return undefined;
  const { compare, inWords } = await import("@imagenet-v2/evaluate");
  const comparison = compare(...both);
  const { onlyFirst, onlySecond } = comparison;
  return { words: inWords(comparison), onlyFirst, onlySecond };
}

function rounded(probability: number): number {
  return Number(probability.toFixed(4));
}
