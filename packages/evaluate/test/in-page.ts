// What a page of the tests runs: it is asked by name.
import {
  compareAll,
  evaluate,
  formatResults,
  htmlComparison,
  htmlLeaderboard,
  htmlReport,
  leaderboard,
  merge,
  type OnnxModelOptions,
  onnxModel,
  type Prediction,
  type ResultsHandle,
  readClasses,
  readPredictions,
  report,
} from "@imagenet-v2/evaluate";
import { datasetOf, load } from "@imagenet-v2/loader";
import { MemoryStore } from "@imagenet-v2/stores";
import { onePixel, readColour } from "./colour-model.ts";

/** Names, and JPEGs as base64. */
export type Images = Readonly<Record<string, string>>;

interface Running {
  readonly images: Images;
  /** A path among the origin's files; or the name of a file at their root, whose handle is given. */
  readonly results?: string | { readonly handle: string } | undefined;
  readonly shard?: { readonly index: number; readonly count: number } | undefined;
  /** After how many images the model never answers again. */
  readonly hangsAt?: number | undefined;
  /** The model pauses after `at` images, for `for` milliseconds. */
  readonly rests?: { readonly at: number; readonly for: number } | undefined;
  readonly name?: string | undefined;
}

declare const navigator: {
  readonly storage: {
    getDirectory(): Promise<{
      getFileHandle(name: string, options: object): Promise<ResultsHandle>;
      getDirectoryHandle(name: string): Promise<{
        getFileHandle(name: string, options: object): Promise<ResultsHandle>;
      }>;
    }>;
  };
};

const handleOf = async (name: string) =>
  (await navigator.storage.getDirectory()).getFileHandle(name, { create: true });

export const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

declare const document: { querySelector(selector: string): { files: readonly File[] } };

export function pickedDataset() {
  const [archive] = document.querySelector("input").files;
  return load("imagenet_v2", { archive: archive as File, partial: true, split: "test" });
}

export async function datasetIn(images: Images) {
  const files = Object.entries(images).map(([name, base64]) => [name, bytesOf(base64)] as const);
  return datasetOf(await MemoryStore.of(Object.fromEntries(files), { name: "colours" }));
}

let imagesDone = 0;

/** How many images of a run are done, which may hang. */
export function done(): number {
  return imagesDone;
}

const asked = {
  async evaluate({ images, results, shard, hangsAt, rests, name }: Running) {
    imagesDone = 0;
    const dataset = await datasetIn(images);
    let shown = 0;
    const predict: typeof readColour = (batch) => {
      shown += batch.label.length;
      return readColour(batch);
    };
    const slowly = async (batch: Parameters<typeof readColour>[0]) => {
      if (hangsAt !== undefined && shown >= hangsAt) await new Promise(() => {});
      if (rests !== undefined && shown >= rests.at) {
        await new Promise((resolve) => setTimeout(resolve, rests.for));
      }
      return predict(batch);
    };
    const evaluation = await evaluate(slowly, dataset, {
      ...{ preprocessing: onePixel, batchSize: 4, workers: 0, shard, name },
      results: typeof results === "object" ? await handleOf(results.handle) : results,
      onProgress: (progress) => {
        imagesDone = progress.done;
      },
    });
    const { scores, resumedFrom } = evaluation;
    return { correct: scores.top1.correct, resumedFrom, text: formatResults(evaluation) };
  },

  /** The text of a file at the root of the origin's, or of one of ours. */
  async read(name: string, ours = false) {
    const root = await navigator.storage.getDirectory();
    const folder = ours ? await root.getDirectoryHandle("imagenet-v2") : root;
    return (await (await folder.getFileHandle(name, {})).getFile()).text();
  },

  async write(name: string, text: string) {
    const file = await (await handleOf(name)).createWritable();
    await file.write(new TextEncoder().encode(text));
    await file.close();
  },

  async merge(texts: readonly string[], into?: string | undefined) {
    const files = texts.map((text, i) => new File([text], `${i}.jsonl`));
    const merged = await merge(files, { results: into && (await handleOf(into)) });
    return { correct: merged.scores.top1.correct, text: formatResults(merged) };
  },

  predictions: (name: string, bytes: readonly number[], options: object) =>
    readPredictions(new File([Uint8Array.from(bytes)], name), options),

  classes: (text: string) => readClasses(new Blob([text])),

  path: () => readPredictions("p.jsonl"),

  async reports(one: readonly Prediction[], other: readonly Prediction[], images: Images) {
    const subjects = [
      { name: "one", predictions: one },
      { name: "other", predictions: other },
    ] as const;
    // On a screen with one dot a pixel Plot moves its lines by half of one.
    Object.assign(globalThis, { devicePixelRatio: 2 });
    const [first] = subjects;
    const dataset = await datasetIn(images);
    return {
      report: await htmlReport(report(first, { others: [subjects[1]] })),
      pictures: await htmlReport(report(first), { dataset }),
      comparison: await htmlComparison(compareAll(subjects)),
      leaderboard: await htmlLeaderboard(leaderboard(subjects)),
    };
  },

  /**
   * What a model in a file, or in the files of a folder (both as base64), says of the archive that was picked; or of
   * images.
   */
  async score(
    given: string | Images,
    options: OnnxModelOptions,
    images?: Images | undefined,
    results?: string | undefined,
  ) {
    imagesDone = 0;
    const place =
      typeof given === "string"
        ? new File([bytesOf(given)], "model.onnx")
        : new Map(Object.entries(given).map(([name, text]) => [name, new Blob([bytesOf(text)])]));
    const model = await onnxModel(place, options);
    try {
      const dataset = images ? await datasetIn(images) : await pickedDataset();
      const { scores, predictions, run } = await evaluate(model, dataset, {
        ...{ batchSize: 10, workers: 0, results },
        onProgress: (progress) => {
          imagesDone = progress.done;
        },
      });
      const { top1, top5 } = scores;
      return { counts: [top1.n, top1.correct, top5?.correct], predictions, run };
    } finally {
      await model.close();
    }
  },

  /** A model of so many zeros. */
  zeros: (mebibytes: number) =>
    onnxModel(new Blob(Array(mebibytes).fill(new Uint8Array(2 ** 20))), {
      preprocessing: "imagenet",
    }),

  async fetched(url: string, options: OnnxModelOptions) {
    const { name, sha256, close } = await onnxModel(url, options);
    await close();
    return { name, sha256 };
  },

  withoutCanvas() {
    (globalThis as { OffscreenCanvas?: unknown }).OffscreenCanvas = undefined;
  },
};

export type Asked = typeof asked;

type Refusal = { readonly code?: string; readonly message: string; readonly hint?: string };

/** What was asked for; of an error its facts. */
export async function ask(name: keyof Asked, given: unknown[]): Promise<unknown> {
  try {
    return await (asked[name] as (...given: unknown[]) => unknown)(...given);
  } catch (error) {
    const { code, message, hint } = error as Refusal;
    return { refused: { code, message, hint } };
  }
}
