import type { FieldChart, RankDot, ReliabilityBar } from "@imagenet-v2/view/internal/charts";
import { percent } from "../certainty/in-words.ts";
import { probitFit } from "../field/fit.ts";
import { publishedField } from "../field/published.ts";
import type { Place } from "../field/rank.ts";
import type { Calibration } from "../scores/calibration.ts";
import type { Report } from "./report.ts";
import { className } from "./tables.ts";

/** A model in the field. */
interface Placed {
  readonly place: Place;
  readonly name: string;
  /** Written beside its dot. Default: its name. */
  readonly label?: string;
}

/**
 * Validation accuracy against V2's: the published models, the line through the paper's, and one model or more of
 * the same variant.
 */
export function fieldChartOf(placed: readonly [Placed, ...Placed[]]): FieldChart {
  const [{ place }] = placed;
  const { variant, encoding } = place;
  const models = publishedField(variant, encoding);
  const vals = placed.flatMap(({ place: { val } }) => (val === undefined ? [] : [val]));
  // Below are models trained on a few images a class, which would squeeze the others together.
  const inView = models.filter(
    (model) => model.val > Math.min(0.5, ...vals.map((val) => val - 0.05)),
  );
  const fit = probitFit(models);
  const shown = [...inView.map((model) => model.val), ...vals];
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  return {
    ariaLabel: `Accuracy on ${variant} against accuracy on the validation set, of published models and of ${placed.length === 1 ? "this one" : `these ${placed.length}`}`,
    xLabel: "top-1 on the original validation set (%)",
    yLabel: `top-1 on ${variant} (%)`,
    models: inView.map((model) => ({
      x: model.val,
      y: model.v2,
      title: `${model.name}\nvalidation ${percent(model.val)}, V2 ${percent(model.v2)}`,
      isStrong: model.inPaper,
    })),
    line: Array.from({ length: 60 }, (_, i) => {
      const x = low + ((high - low) * i) / 59;
      return { x, y: fit.predict(x) };
    }),
    own: placed.map(({ place: { val, top1 }, name, label = name }) => ({
      x: val,
      y: top1,
      name,
      label,
    })),
  };
}

/** What there is to see in {@link fieldChartOf}. */
export function fieldCaption({ fit, of, val }: Place): string {
  const above =
    val === undefined ? "" : " Above it a model keeps more of its accuracy than they do.";
  return `${of} published models, those of the paper dark. The dashed line is fitted to ${fit.models} of those (probit, slope ${fit.slope.toFixed(2)}).${above} On the grey line nothing is lost.`;
}

/** The ranges of confidence that there are images in. */
export function reliabilityBars({ bins }: Calibration): ReliabilityBar[] {
  return bins
    .filter(({ n }) => n > 0)
    .map((bin) => ({
      ...bin,
      title: `${bin.n} images: ${percent(bin.accuracy)} right, ${percent(bin.confidence)} sure`,
    }));
}

/** Every class, the worst first. */
export function classDots({ scores, labels }: Report): RankDot[] {
  return scores.perClass
    .map(({ label, n, top1Correct }) => ({
      label,
      share: top1Correct / n,
      title: `${className(label, labels)}: ${top1Correct} of ${n}`,
    }))
    .sort((a, b) => a.share - b.share || a.label - b.label);
}

/** What the axes of {@link classDots} are called. */
export const classLabels = {
  ariaLabel: "Accuracy of each class",
  x: "classes, by accuracy",
  y: "top-1 (%)",
} as const;
