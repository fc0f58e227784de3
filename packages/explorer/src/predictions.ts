import { type DatasetClass, ImageNetV2Error, classes as imageNet } from "@imagenet-v2/core";
import { sameClasses } from "@imagenet-v2/core/internal";
import type { ModelPredictions } from "@imagenet-v2/evaluate";
import type { Contents } from "./contents.ts";
import type { ModelDocument, PredictionsDocument } from "./documents.ts";

/** Classes shown for each image. */
const shown = 5;

/** Models that are looked at side by side. */
export const mostModels = 8;

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
  if (contestants.length === 0) return { models: [], comparisons: [] };
  const { topRate } = await import("@imagenet-v2/evaluate/statistics");
  const models = contestants.map(({ name, predictions }): ModelDocument => {
    const rate = (k: number) => {
      const { accuracy, interval } = topRate(predictions, k);
      return { accuracy, interval };
    };
    const hasFive = predictions.every(({ top }) => top.length >= shown);
    const top5 = hasFive ? rate(shown) : undefined;
    return { name, ...columns(predictions, names), top1: rate(1), top5 };
  });
  return { models, comparisons: await comparisonsOf(contestants) };
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

/** Each pair of models. */
async function comparisonsOf(
  contestants: readonly ModelPredictions[],
): Promise<PredictionsDocument["comparisons"]> {
  const { compare, holm, inWords } = await import("@imagenet-v2/evaluate/statistics");
  const pairs = contestants.flatMap((_, second) =>
    Array.from({ length: second }, (_, first) => ({ first, second })),
  );
  const compared = pairs.flatMap(({ first, second }) => {
    const both = inCommon(
      contestants[first] as ModelPredictions,
      contestants[second] as ModelPredictions,
    );
    if (both[0].predictions.length === 0) return [];
    return [{ first, second, agreement: agreementOf(both), comparison: compare(...both) }];
  });
  const adjusted = holm(compared.map(({ comparison }) => comparison.p));
  return compared.map(({ first, second, agreement, comparison }, at) => {
    const adjustedP = adjusted[at] as number;
    // The correction only ever takes a verdict back.
    const verdict = adjustedP < 1 - comparison.level ? comparison.verdict : "undecided";
    const { onlyFirst, onlySecond, n } = comparison;
    const words = inWords({ ...comparison, adjustedP, verdict });
    return { first, second, images: n, agreement, words, onlyFirst, onlySecond };
  });
}

type Pair = readonly [ModelPredictions, ModelPredictions];

/** Two models on the images that both were shown. */
function inCommon(first: ModelPredictions, second: ModelPredictions): Pair {
  const names = (of: ModelPredictions) => new Set(of.predictions.map(({ file_name }) => file_name));
  const [inFirst, inSecond] = [names(first), names(second)];
  const common = (of: ModelPredictions, others: ReadonlySet<string>): ModelPredictions => ({
    ...of,
    predictions: of.predictions.filter(({ file_name }) => others.has(file_name)),
  });
  return [common(first, inSecond), common(second, inFirst)];
}

/** How often both give the same first answer. */
function agreementOf([first, second]: Pair): number {
  const answers = new Map(second.predictions.map(({ file_name, top }) => [file_name, top[0]]));
  const same = first.predictions.filter(({ file_name, top }) => answers.get(file_name) === top[0]);
  return same.length / first.predictions.length;
}

function rounded(probability: number): number {
  return Number(probability.toFixed(4));
}
