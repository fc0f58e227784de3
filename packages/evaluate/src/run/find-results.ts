import { ImageNetV2Error } from "@imagenet-v2/core";
import { Answering } from "../classes/answers.ts";
import { classesOf } from "../classes/run-dataset.ts";
import { textOf } from "../files/bytes.ts";
import type { LabelledImage } from "../predictions/images.ts";
import { invalid } from "../predictions/invalid.ts";
import { differences, type RunHeader } from "./header.ts";
import { parseHeaderLine, parseResultLine, withoutMark } from "./results-lines.ts";
import type { ResultsPlace } from "./results-place.ts";
import { isSkipped, type Result } from "./skipped.ts";

/** What was found. */
export interface Found {
  readonly header: RunHeader;
  readonly results: readonly Result[];
  /** The file up to the end of the last line that counts. */
  readonly content: Uint8Array;
}

/**
 * The results that are there already, of a finished run or of one that was killed.
 *
 * @param header of the run that is wanted
 * @param images its images, in order
 * @param skips whether images that were skipped may be among them
 * @throws UNMERGEABLE if they are of another run; INCOMPLETE_DATA if images were skipped and may not be; INVALID_PREDICTIONS if a finished run's file was cut or
 * edited; INVALID_OPTION if there is somebody else's file
 */
export async function findResults(
  place: ResultsPlace,
  header: Omit<RunHeader, "outputs">,
  images: readonly LabelledImage[],
  skips: boolean,
): Promise<(Found & { readonly finished: boolean }) | undefined> {
  const { path, partPath } = place;
  const whole = await place.readWhole();
  if (whole !== undefined) {
    const found = parseWhole(whole, path, header, images);
    if (!skips) requireNoneSkipped(found, path);
    return { ...found, finished: true };
  }
  const part = await place.readPart();
  const found = part && parsePart(part, partPath, header, images);
  if (found !== undefined && !skips) requireNoneSkipped(found, partPath);
  return found && { ...found, finished: false };
}

/** @throws INCOMPLETE_DATA */
function requireNoneSkipped({ results }: Found, path: string): void {
  const missing = results.filter(isSkipped);
  const [first] = missing;
  if (first === undefined) return;
  throw new ImageNetV2Error(
    "INCOMPLETE_DATA",
    `${path} is of a run that skipped ${missing.length === 1 ? "an image" : `${missing.length} images`}: ${first.skipped}`,
    { path, missing: missing.map(({ file_name }) => file_name), unexpected: [] },
    {
      hint: 'Skip such images in this run too (`onError: "skip"`), or give it another file.',
    },
  );
}

/** All of a finished run. */
function parseWhole(
  bytes: Uint8Array,
  path: string,
  wanted: Omit<RunHeader, "outputs">,
  images: readonly LabelledImage[],
): Found {
  const [first = "", ...lines] = textOf(bytes).split("\n");
  const header = parseHeaderLine(first, path);
  requireSame(header, wanted, path);
  const answering = new Answering(classesOf(header.dataset));
  if (lines.at(-1) === "") lines.pop();
  const results = lines
    .slice(0, images.length)
    .map((line, i) =>
      parseResultLine(line, path, i + 2, answering, header.outputs, () => images[i]),
    );
  if (lines.length === images.length) return { header, results, content: bytes };
  throw invalid(path, undefined, `It has ${lines.length} results, and its run ${images.length}.`, {
    hint: "The file was cut or edited. Remove it to run again.",
  });
}

/** The lines that are whole and follow from the first on; `undefined` if not even the header is. */
function parsePart(
  bytes: Uint8Array,
  path: string,
  wanted: Omit<RunHeader, "outputs">,
  images: readonly LabelledImage[],
): Found | undefined {
  const ends = lineEnds(bytes);
  const text = (line: number) => textOf(bytes.subarray(ends[line - 2] ?? 0, ends[line - 1]));
  if (ends.length === 0 || !isJson(withoutMark(text(1)))) return undefined;
  const header = parseHeaderLine(text(1), path);
  requireSame(header, wanted, path);
  const answering = new Answering(classesOf(header.dataset));
  const results: Result[] = [];
  for (const image of images.slice(0, ends.length - 1)) {
    const line = results.length + 2;
    try {
      results.push(parseResultLine(text(line), path, line, answering, header.outputs, () => image));
    } catch {
      break;
    }
  }
  // A killed run is taken up between batches, for the last digit's sake.
  const whole =
    results.length === images.length
      ? results.length
      : results.length - (results.length % header.batch_size);
  return { header, results: results.slice(0, whole), content: bytes.subarray(0, ends[whole]) };
}

/** Where each whole line ends, behind its newline. */
function lineEnds(bytes: Uint8Array): number[] {
  const ends: number[] = [];
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, end + 1))
    ends.push(end + 1);
  return ends;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** @throws UNMERGEABLE */
function requireSame(
  { outputs: _, ...found }: RunHeader,
  wanted: Omit<RunHeader, "outputs">,
  path: string,
): void {
  if (differences(found, wanted).length > 0) throw otherRun(path, found, wanted);
}

/** The error for a file of another run's results. */
export function otherRun(path: string, found: object, wanted: object): ImageNetV2Error {
  const differing = differences(found, wanted).join(", ");
  return new ImageNetV2Error(
    "UNMERGEABLE",
    `${path} holds the results of another run: ${differing} differ.`,
    { paths: [path] },
    { hint: "Give this run another file, or remove that one." },
  );
}
