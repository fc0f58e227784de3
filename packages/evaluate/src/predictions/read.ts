import { ImageNetV2Error } from "@imagenet-v2/core";
import { abortSignal, parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { Answering } from "../classes/answers.ts";
import { type ClassSet, classQueries, classSet } from "../classes/class-set.ts";
import {
  type ClassesOfDataset,
  classesOf,
  runDatasetOf,
  sameLabels,
} from "../classes/run-dataset.ts";
import { checkFile, type GivenFile, nameOf } from "../files/given-file.ts";
import { parseHeader, type RunHeader } from "../run/header.ts";
import { fewestOf } from "../run/reading.ts";
import type { LabelledImage } from "./images.ts";
import { invalid } from "./invalid.ts";
import { join } from "./join.ts";
import { jsonLines, rowOf } from "./json-lines.ts";
import type { PredictionsFile } from "./predictions-file.ts";
import { checkCount, type Row } from "./row.ts";

export interface ReadPredictionsOptions {
  /** Which variant the model was shown, by name or alias. Default: the one that has the names. */
  readonly variant?: string | undefined;
  /** Which images the model was shown, where it is not a variant: `dataset.records()`. */
  readonly images?: Iterable<LabelledImage> | undefined;
  /** What their labels stand for: `dataset.info`. Default: what a results file tells, else ImageNet's classes. */
  readonly info?: ClassesOfDataset | undefined;
  /**
   * The classes that count, by label, WordNet id or name: five or more. Predictions for images of others
   * are left out, and of each prediction the classes that do not count. There must be five left, so a
   * file needs scores, or the classes in full order, or to be of a model with these classes alone.
   * Default: those of a results file's run, else all.
   */
  readonly classes?: readonly (number | string)[] | undefined;
  /** Accept predictions for some of the images. @default false */
  readonly partial?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

const readOptions = z.strictObject({
  variant: z.string().optional(),
  images: z.custom<Iterable<LabelledImage>>().optional(),
  info: z.custom<ClassesOfDataset>((value) => typeof value === "object").optional(),
  classes: classQueries.optional(),
  partial: z.boolean().default(false),
  signal: abortSignal.optional(),
});

/**
 * Reads predictions and joins them with the images by file name. The ending of its name tells the form:
 *
 * - `.csv`: the file name, then five or more classes, best first
 * - `.npy`: the same without names, a row for each image in the order of the authors' list, as in
 *   their own prediction files; or scores, as many a row as a model may answer with
 * - anything else: a JSON object a line, `{ file_name, top }` or `{ file_name, scores }`; results files
 *   of `evaluate` among them
 *
 * A name may be `<class>/<id>.jpeg`, with or without folders before it, `<id>.jpeg` or `<id>`, or that
 * of the release of 2019, `<class>/<0 to 9>.jpeg`, where the variant is given.
 *
 * @param file its path, or a `Blob` or `File`, which is all that a page has
 *
 * @throws INVALID_PREDICTIONS naming the line: no such image, an image twice, images missing (unless
 * `partial`), fewer than five classes, one that is no class, a label that is not the image's
 * @throws FILE_TOO_LARGE for more than 2 GiB, or 1 MiB in a line
 * @throws NOT_FOUND, NOT_A_FILE, IO, INVALID_OPTION, UNKNOWN_VARIANT
 */
export async function readPredictions(
  file: string | Blob,
  options: ReadPredictionsOptions = {},
): Promise<PredictionsFile> {
  const given = parseOptions(readOptions, options, "readPredictions");
  checkFile(file, "readPredictions");
  const { variant, partial, signal } = given;
  signal?.throwIfAborted();
  const path = nameOf(file);
  // With all published names, which a model's evaluation does not need.
  const { Images, inferVariant } = await import("./images.ts");
  const images = given.images === undefined ? undefined : new Images([...given.images], undefined);
  if (/\.npy$/i.test(path)) {
    const { readNpy } = await import("./npy.ts");
    const known = images ?? Images.of(variant ?? unknown(path));
    const names = known.list.map(({ file_name }) => file_name);
    const { dataset, answering, wanted } = labelsFor(given, undefined, path);
    const rows = await readNpy(file, names, { answering, signal });
    const fewest = fewestIn(undefined);
    const joined = join(rows, known, { path, partial, classes: wanted, fewest });
    return { ...joined, dataset, run: undefined };
  }
  const { rows, run, dataset, wanted } = await readNamed(file, given);
  const classes = countedIn(run, wanted, path);
  if (rows.length === 0) throw invalid(path, undefined, "It holds no predictions.");
  // Only its own results tell what custom images there were.
  const known =
    images ??
    (run?.variant === null
      ? new Images(
          rows.map((row) => imageOf(row, path)),
          undefined,
        )
      : Images.of(variant ?? run?.variant ?? inferVariant(rows, path)));
  const joined = join(rows, known, { path, partial, classes, fewest: fewestIn(run) });
  const isIncomplete = joined.partial || isPart(run, rows, { path, partial });
  return { ...joined, partial: isIncomplete, dataset, run };
}

type Given = z.output<typeof readOptions>;

/**
 * What labels stand for: what the caller says, else what the run tells.
 *
 * @throws INVALID_PREDICTIONS if the two differ; UNKNOWN_CLASS, INVALID_OPTION for `classes` that are not
 * among them
 */
function labelsFor({ info, classes: queries }: Given, run: RunHeader | undefined, path: string) {
  const dataset = info === undefined ? run?.dataset : runDatasetOf(info);
  if (run !== undefined && !sameLabels(run.dataset, dataset)) {
    throw invalid(path, 1, "The labels of its run stand for other classes than the dataset's.", {
      hint: "Give the list of classes that the run had, in the same order.",
    });
  }
  const classes = classesOf(dataset);
  const wanted = queries && classSet(queries, classes);
  return { dataset, wanted, answering: new Answering(classes, wanted) };
}

async function readNamed(file: GivenFile, given: Given) {
  const { signal } = given;
  const path = nameOf(file);
  let labels = /\.csv$/i.test(path) ? labelsFor(given, undefined, path) : undefined;
  if (labels !== undefined) {
    const { readCsv } = await import("./csv.ts");
    const rows = await readCsv(file, { answering: labels.answering, signal });
    return { ...labels, rows, run: undefined };
  }
  const rows: Row[] = [];
  let run: RunHeader | undefined;
  for await (const [value, line] of jsonLines(file, signal)) {
    const header = line === 1 ? parseHeader(value, path) : undefined;
    labels ??= labelsFor(given, header, path);
    if (header !== undefined) {
      run = header;
      continue;
    }
    checkCount(rows, path, line);
    rows.push(rowOf(value, path, line, labels.answering, fewestIn(run)));
  }
  return { ...(labels ?? labelsFor(given, run, path)), rows, run };
}

/**
 * Whether these are a part of a run on custom images: how many there were, only its header tells.
 *
 * @throws INVALID_PREDICTIONS if some of the file's own are missing, unless that is accepted
 */
function isPart(
  run: RunHeader | undefined,
  { length }: readonly Row[],
  { path, partial }: { readonly path: string; readonly partial: boolean },
): boolean {
  if (run === undefined || run.variant !== null) return false;
  const expected = run.to - run.from;
  if (length === expected || partial) return length < run.images.count;
  throw invalid(path, undefined, `It has ${length} results, and its run ${expected}.`, {
    hint: "With `partial: true` they are scored alone, and every report says so.",
  });
}

/** How many classes each prediction must have: five, but those of a pipeline that names fewer. */
function fewestIn(run: RunHeader | undefined): number {
  return run === undefined ? 5 : fewestOf(run.outputs);
}

/** The classes that count in a file; a model that had only some to answer with says nothing of more. */
function countedIn(run: RunHeader | undefined, wanted: ClassSet | undefined, path: string) {
  const answers = run?.classes ?? undefined;
  const more = answers && wanted?.find((each) => !answers.includes(each));
  if (more === undefined) return wanted ?? answers;
  throw invalid(
    path,
    1,
    `The model could answer with ${answers?.length} classes, and class ${more} is none of them.`,
    { hint: "Run it again with the classes that are wanted." },
  );
}

/** Results have the labels of their images. */
function imageOf({ name, label, line }: Row, path: string): LabelledImage {
  if (label === undefined) throw invalid(path, line, "There is no label.");
  return { file_name: name, label };
}

function unknown(path: string): never {
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${path}: the rows of an npy file have no names. Which variant was it?`,
    { option: "variant" },
  );
}
