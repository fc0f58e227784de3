import { abortSignal, parseOptions, workersOption } from "@imagenet-v2/core/internal";
import { type Preprocessing, presets } from "@imagenet-v2/decode";
import type { BatchesOptions, Dataset, Example } from "@imagenet-v2/loader";
import * as z from "zod";
import { knownPreprocessing, unknownPreprocessing } from "../models/preprocessing.ts";
import type { Prediction } from "../prediction.ts";
import { evaluate } from "../run/evaluate.ts";
import { checkDataset, checkModel } from "../run/given.ts";
import { canonical } from "../run/header.ts";
import type { Model } from "../run/model.ts";
import type { Evaluation } from "../run/run-job.ts";
import type { Rate } from "../scores/rate.ts";
import { topRate } from "../scores/score.ts";
import { judge, type Mistake, ranked } from "./mistake.ts";
import { recountClasses } from "./recount.ts";

export interface ProbeOptions {
  /** How many images, spread over the dataset. @default 64 */
  readonly images?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly workers?: number | undefined;
  /** What the threads run, in a bundle: as for `batches`. */
  readonly worker?: BatchesOptions["worker"];
  readonly signal?: AbortSignal | undefined;
}

/** What a probe found. */
export interface Probe {
  /** As things were done. */
  readonly asDone: Rate;
  /** What else was tried, the likeliest first. */
  readonly tried: readonly Mistake[];
}

const probeOptions = z.strictObject({
  images: z.int().min(1).default(64),
  batchSize: z.int().min(1).optional(),
  workers: workersOption,
  worker: z.custom<BatchesOptions["worker"]>().optional(),
  signal: abortSignal.optional(),
});

/**
 * Runs the model on a few images again, each time with one thing changed that is often wrong: the
 * order of the channels, the range of the pixels, the crop, the meaning of the outputs. What scores
 * higher tells what was done wrong.
 */
export async function probeMistakes(
  model: Model,
  dataset: Dataset<Example>,
  options: ProbeOptions = {},
): Promise<Probe> {
  const { images, ...running } = parseOptions(probeOptions, options, "probeMistakes");
  const asked = checkModel(model, "model");
  checkDataset(dataset);
  const count = Math.min(images, dataset.length);
  const some = dataset.select(
    Array.from({ length: count }, (_, i) => Math.floor((i * dataset.length) / count)),
  );
  let inUsualOrder: Evaluation["inUsualOrder"];
  const run = async (preprocessing: Preprocessing): Promise<readonly Prediction[]> => {
    const made = await evaluate(asked as Model, some, { ...running, preprocessing });
    inUsualOrder = made.inUsualOrder;
    return made.predictions;
  };

  if (asked.preprocessing === undefined) throw unknownPreprocessing(asked.name);
  const { preprocessing: given } = knownPreprocessing(asked.preprocessing);
  const done = await run(given);
  const tried = recountClasses(done, dataset.info.classes.length, inUsualOrder);
  for (const { kind, instead, preprocessing } of alternatives(given)) {
    tried.push(judge(kind, instead, await run(preprocessing), done));
  }
  return { asDone: topRate(done, 1), tried: ranked(tried) };
}

/**
 * The likely mistakes of a probe, or of {@link recountClasses} beside what was counted, as sentences;
 * empty if nothing scores higher.
 */
export function mistakesInWords({ asDone, tried }: Probe): string[] {
  const count = (n: number) => n.toLocaleString("en");
  return tried
    .filter(({ likely }) => likely)
    .map(
      ({ instead, top1 }) =>
        `With ${instead}, ${count(top1.correct)} of ${count(top1.n)} images are right instead of ${count(asDone.correct)}.`,
    );
}

interface Alternative {
  readonly kind: Mistake["kind"];
  readonly instead: string;
  readonly preprocessing: Preprocessing;
}

function alternatives(given: Preprocessing): Alternative[] {
  const { channels, dtype, mean, std } = given;
  const turned = <T>([a, b, c]: readonly [T, T, T]) => [c, b, a] as const;
  const all: Alternative[] = [
    {
      kind: "channels",
      instead: `channels in the order ${channels === "rgb" ? "BGR" : "RGB"}`,
      preprocessing: {
        ...given,
        channels: channels === "rgb" ? "bgr" : "rgb",
        mean: turned(mean),
        std: turned(std),
      },
    },
  ];
  // Bytes are not scaled.
  if (dtype === "float32") {
    for (const [range, scaling] of ranges) {
      all.push({
        kind: "scaling",
        instead: `pixels ${range}`,
        preprocessing: { ...given, rescale: undefined, ...scaling },
      });
    }
  }
  const { crop } = given;
  if (crop !== null) {
    all.push({
      kind: "crop",
      instead: "the whole image squeezed to size",
      preprocessing: {
        ...given,
        resize: typeof crop === "number" ? [crop, crop] : crop,
        crop: null,
      },
    });
  }
  return all.filter(({ preprocessing }) => !sameScaling(preprocessing, given));
}

const grey = (value: number) => [value, value, value] as const;
const ranges: readonly [string, Pick<Preprocessing, "rescale" | "mean" | "std">][] = [
  ["scaled to [-1, 1]", { mean: grey(0.5), std: grey(0.5) }],
  ["scaled to [0, 1]", { mean: grey(0), std: grey(1) }],
  ["left at 0 to 255", { rescale: 1, mean: grey(0), std: grey(1) }],
  [
    "normalised by ImageNet's mean and standard deviation",
    { mean: presets.imagenet.mean, std: presets.imagenet.std },
  ],
];

/** Whether two preprocessings give the same, within a grey level: (x - 128) / 128 is no news after x / 127.5 - 1. */
function sameScaling(a: Preprocessing, b: Preprocessing): boolean {
  const rounded = ({ rescale = 1 / 255, mean, std, ...rest }: Preprocessing) => ({
    ...rest,
    black: mean.map((m, i) => (-m / (std[i] as number)).toFixed(1)),
    white: mean.map((m, i) => ((255 * rescale - m) / (std[i] as number)).toFixed(1)),
  });
  return canonical(rounded(a)) === canonical(rounded(b));
}
