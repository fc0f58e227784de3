import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { type OriginFile, type OriginFiles, openOriginFiles } from "@imagenet-v2/storage/opfs";
import { isResults, notResults, resultsLimit } from "../../run/results-lines.ts";
import type { ResultsPart, ResultsPlace } from "../../run/results-place.ts";
import { inResultsTurn } from "./results-turn.ts";

/** A file among the origin's own, and beside it one for a run that is not finished, as on disk. */
export function resultsInOrigin(path: string): ResultsPlace {
  const partPath = `${path}.part`;
  return {
    path,
    partPath,
    alone: (signal, work) => inResultsTurn(path, signal, work),
    readReplaced: () => readOwn(path),
    readWhole: () => readOwn(path),
    readPart: () => readOwn(partPath, { unfinished: true }),
    openPart: (content) => openPart(path, partPath, content.length),
    replace: async (content) => {
      const part = await openPart(path, partPath, 0);
      try {
        await part.append(content);
        await part.publish();
      } finally {
        await part.close();
      }
    },
  };
}

/** @param kept how many bytes of what is there are kept: those that were found */
async function openPart(path: string, partPath: string, kept: number): Promise<ResultsPart> {
  const files = await originFiles();
  try {
    const file = await files.open(partPath, "write");
    try {
      await file.truncate(kept);
      return new OriginPart(files, file, path, partPath);
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    await files.close();
    throw error;
  }
}

class OriginPart implements ResultsPart {
  readonly #files: OriginFiles;
  readonly #file: OriginFile;
  readonly #path: string;
  readonly #partPath: string;

  constructor(files: OriginFiles, file: OriginFile, path: string, partPath: string) {
    this.#files = files;
    this.#file = file;
    this.#path = path;
    this.#partPath = partPath;
  }

  append(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#file.write(this.#file.size, bytes);
  }

  async publish(): Promise<void> {
    await this.#file.flush();
    await this.#file.close();
    await readOwn(this.#path);
    await this.#files.rename(this.#partPath, this.#path);
  }

  async close(): Promise<void> {
    await this.#file.close();
    await this.#files.close();
  }
}

/** The bytes of a results file; `undefined` where there is none. @throws INVALID_OPTION for another */
async function readOwn(
  path: string,
  how: { readonly unfinished?: boolean } = {},
): Promise<Uint8Array | undefined> {
  const files = await originFiles();
  try {
    const file = await files.open(path, "read");
    if (file.size === 0) return undefined;
    if (file.size > resultsLimit) throw notResults(path);
    const bytes = await file.read(0, file.size);
    if (isResults(bytes, how)) return bytes;
    throw notResults(path);
  } catch (error) {
    if (isImageNetV2Error(error, "NOT_FOUND")) return undefined;
    throw error;
  } finally {
    await files.close();
  }
}

async function originFiles(): Promise<OriginFiles> {
  const files = await openOriginFiles();
  if (files !== undefined) return files;
  throw new ImageNetV2Error(
    "UNSUPPORTED",
    "results: this page has no files of its own, as in a private window.",
    { feature: "origin private file system" },
    {
      hint: "Evaluate without `results`, and save formatResults of what comes out; or give the handle of a file that the user picks.",
    },
  );
}
