import { type FileHandle, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { ioError, isErrno, syncFolder } from "@imagenet-v2/fetch";
import type { Prediction } from "../prediction.ts";
import { canonical, differences, formatHeader, type RunHeader } from "./header.ts";

/** What was found. */
export interface Found {
  readonly header: RunHeader;
  readonly predictions: readonly Prediction[];
  /** Where the last line that counts ends. */
  readonly bytes: number;
}

/**
 * The results of one run, an image a line, as they come. Until all are there the file is called
 * `<path>.part`; a run that was killed goes on with it. A line that a crash cut or scrambled is made
 * again, and so is all behind it.
 *
 * Lines are written at the place where they belong: should two processes do the same run in spite of
 * the lock, they write the same bytes.
 */
export class ResultsFile {
  readonly #path: string;
  readonly #file: FileHandle;
  #bytes: number;

  private constructor(path: string, file: FileHandle, bytes: number) {
    this.#path = path;
    this.#file = file;
    this.#bytes = bytes;
  }

  /** Opens the part behind what was found in it. */
  static async open(path: string, found: Found | undefined): Promise<ResultsFile> {
    const part = partOf(path);
    try {
      const file = await open(part, "r+").catch((error: unknown) => {
        if (isErrno(error, "ENOENT")) return open(part, "w+");
        throw error;
      });
      await file.truncate(found?.bytes ?? 0);
      return new ResultsFile(path, file, found?.bytes ?? 0);
    } catch (error) {
      throw ioError(error, part);
    }
  }

  async begin(header: RunHeader): Promise<void> {
    await this.#write(`${formatHeader(header)}\n`);
  }

  async append(predictions: readonly Prediction[]): Promise<void> {
    await this.#write(predictions.map((each) => `${JSON.stringify(each)}\n`).join(""));
  }

  /** Gives the file its name: all is in it. */
  async publish(): Promise<void> {
    try {
      await this.#file.sync();
      await this.#file.close();
      await rename(partOf(this.#path), this.#path);
      await syncFolder(dirname(this.#path));
    } catch (error) {
      throw ioError(error, this.#path);
    }
  }

  /** Leaves the part for another time. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  async #write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    try {
      for (let done = 0; done < bytes.length; ) {
        const at = this.#bytes + done;
        done += (await this.#file.write(bytes, done, bytes.length - done, at)).bytesWritten;
      }
    } catch (error) {
      throw ioError(error, partOf(this.#path));
    }
    this.#bytes += bytes.length;
  }
}

/**
 * The results that are there already, of a finished run or of one that was killed.
 *
 * @param header of the run that is wanted
 * @param fileNames of its images, in order
 * @throws UNMERGEABLE if they are of another run
 */
export async function findResults(
  path: string,
  header: Omit<RunHeader, "outputs">,
  fileNames: readonly string[],
): Promise<(Found & { readonly finished: boolean }) | undefined> {
  for (const [file, finished] of [
    [path, true],
    [partOf(path), false],
  ] as const) {
    const bytes = await readFile(file).catch((error: unknown) => {
      if (isErrno(error, "ENOENT")) return undefined;
      throw ioError(error, file);
    });
    const found = bytes && parse(bytes, file, header, fileNames);
    if (found === undefined) continue;
    if (!finished || found.predictions.length === fileNames.length) {
      return { ...found, finished };
    }
    throw new ImageNetV2Error(
      "INVALID_PREDICTIONS",
      `${file}: line ${found.predictions.length + 2} is not what it should be.`,
      { path: file, line: found.predictions.length + 2 },
      { hint: "The file was cut or edited. Remove it to run again." },
    );
  }
  return undefined;
}

function partOf(path: string): string {
  return `${path}.part`;
}

/** The lines that are whole and follow from the first on; `undefined` if not even the header is. */
function parse(
  bytes: Buffer,
  path: string,
  header: Omit<RunHeader, "outputs">,
  fileNames: readonly string[],
): Found | undefined {
  let end = bytes.indexOf(10);
  const first = end === -1 ? undefined : parseLine(bytes.toString("utf8", 0, end));
  if (first === undefined) return undefined;
  const { outputs, ...found } = first as unknown as RunHeader;
  if (canonical(found) !== canonical(header)) throw otherRun(path, found, header);
  const predictions: Prediction[] = [];
  let counted = end + 1;
  for (const fileName of fileNames) {
    end = bytes.indexOf(10, counted);
    const line = end === -1 ? undefined : parseLine(bytes.toString("utf8", counted, end));
    if (line?.file_name !== fileName || !Array.isArray(line.top)) break;
    predictions.push(line as unknown as Prediction);
    counted = end + 1;
  }
  // A killed run is taken up between batches, for the last digit's sake.
  const whole =
    predictions.length === fileNames.length
      ? predictions.length
      : predictions.length - (predictions.length % header.batch_size);
  const kept = predictions.slice(0, whole);
  return {
    header: { ...found, outputs } as RunHeader,
    predictions: kept,
    bytes: kept.length === predictions.length ? counted : lineEnd(bytes, kept.length + 1),
  };
}

/** Where the n-th line ends. */
function lineEnd(bytes: Buffer, n: number): number {
  let end = 0;
  for (let line = 0; line < n; line++) end = bytes.indexOf(10, end) + 1;
  return end;
}

/** What a line of results holds; `undefined` if that is no object. */
export function parseLine(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function otherRun(path: string, found: object, wanted: object): ImageNetV2Error {
  const differing = differences(found, wanted).join(", ");
  return new ImageNetV2Error(
    "UNMERGEABLE",
    `${path} holds the results of another run: ${differing} differ.`,
    { paths: [path] },
    { hint: "Give this run another file, or remove that one." },
  );
}
