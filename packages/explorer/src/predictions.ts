import { ImageNetV2Error } from "@imagenet-v2/core";
import { type Contestant, compare, inWords, type Rate, topRate } from "@imagenet-v2/evaluate";
import type { Contents } from "./contents.ts";
import type { ModelDocument, PredictionsDocument, RateDocument } from "./documents.ts";

/** Classes shown for each image. */
const shown = 5;

/**
 * What models said about the images that are looked at; predictions about others are left out.
 *
 * @throws INVALID_OPTION if none is about these images, or one goes by another label
 */
export function predictionsDocument(
  { index, store }: Contents,
  contestants: readonly Contestant[],
): PredictionsDocument {
  const labels = new Map(
    index.fileName.map((name, row) => [name, store.label(index.index[row] as number)]),
  );
  const fitting = contestants.map(({ name, predictions }): Contestant => {
    const about = predictions.filter(({ file_name }) => labels.has(file_name));
    const other = about.find(({ file_name, label }) => labels.get(file_name) !== label);
    if (about.length === 0) {
      throw misfit(name, `none of its ${predictions.length} predictions is about these images`);
    }
    if (other !== undefined) {
      const is = labels.get(other.file_name);
      throw misfit(name, `${other.file_name} has label ${is}, not ${other.label}`);
    }
    return { name, predictions: about };
  });
  return {
    models: fitting.map((contestant) => modelDocument(contestant, index.fileName)),
    comparison: comparisonOf(fitting),
  };
}

function misfit(name: string, why: string): ImageNetV2Error {
  return new ImageNetV2Error(
    "INVALID_OPTION",
    `${name}: ${why}.`,
    { option: "predictions" },
    { hint: "Give predictions for the images that are explored." },
  );
}

function modelDocument({ name, predictions }: Contestant, names: readonly string[]): ModelDocument {
  const byName = new Map(predictions.map((each) => [each.file_name, each]));
  const inOrder = names.map((each) => byName.get(each));
  const likely = predictions.some(({ probabilities }) => probabilities !== undefined);
  return {
    name,
    top: inOrder.map((each) => each?.top.slice(0, shown) ?? []),
    probabilities: likely
      ? inOrder.map((each) => (each?.probabilities ?? []).slice(0, shown).map(rounded))
      : undefined,
    top1: rateDocument(topRate(predictions, 1)),
    top5: rateDocument(topRate(predictions, shown)),
  };
}

/** On the images that both were shown. */
function comparisonOf([first, second]: readonly Contestant[]): PredictionsDocument["comparison"] {
  if (first === undefined || second === undefined) return undefined;
  const names = (of: Contestant) => new Set(of.predictions.map(({ file_name }) => file_name));
  const [inFirst, inSecond] = [names(first), names(second)];
  const common = ({ name, predictions }: Contestant): Contestant => ({
    name,
    predictions: predictions.filter((p) => inFirst.has(p.file_name) && inSecond.has(p.file_name)),
  });
  if (![...inFirst].some((name) => inSecond.has(name))) return undefined;
  const comparison = compare(common(first), common(second));
  const { onlyFirst, onlySecond } = comparison;
  return { words: inWords(comparison), onlyFirst, onlySecond };
}

function rateDocument({ accuracy, interval }: Rate): RateDocument {
  return { accuracy, interval };
}

function rounded(probability: number): number {
  return Number(probability.toFixed(4));
}
