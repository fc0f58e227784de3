import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { ioError, publishPart, requireReplaceableFile } from "@imagenet-v2/storage/internal/node";
import {
  createFileAtomic,
  makeFolder,
  readSmallFile,
  withLock,
  writeFileAtomic,
} from "@imagenet-v2/storage/node";
import type { GivenFile } from "../../files/given-file.ts";
import { isResults, resultsBytes, resultsLimit } from "../../run/results-lines.ts";
import type { ResultsHandle, ResultsPart, ResultsPlace } from "../../run/results-place.ts";

/** Where the results of a run that is not finished are. */
export function partOf(path: string): string {
  return `${path}.part`;
}

/** A file for results, and beside it one for those of a run that is not finished. */
export function resultsPlace(given: string | ResultsHandle): ResultsPlace {
  if (typeof given !== "string") {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      "results: a FileSystemFileHandle is for pages.",
      { option: "results" },
      { hint: "Give the path of a file." },
    );
  }
  return new DiskPlace(given);
}

class DiskPlace implements ResultsPlace {
  readonly path: string;
  readonly partPath: string;

  constructor(path: string) {
    this.path = path;
    this.partPath = partOf(path);
  }

  async alone<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    await makeFolder(dirname(this.path));
    return withLock(this.path, { signal }, work);
  }

  async readReplaced(): Promise<Uint8Array | undefined> {
    await requireOwnResults(this.path);
    return readIfThere(this.path);
  }

  async readWhole(): Promise<Uint8Array | undefined> {
    // A link may lead to results that are only read.
    await requireOwnResults(await realpath(this.path).catch(() => this.path));
    return readIfThere(this.path);
  }

  async readPart(): Promise<Uint8Array | undefined> {
    await requireOwnResults(this.partPath, { unfinished: true });
    return readIfThere(this.partPath);
  }

  openPart(content: Uint8Array): Promise<ResultsPart> {
    return DiskPart.open(this.path, content);
  }

  async replace(content: Uint8Array, sources: readonly GivenFile[]): Promise<void> {
    await requireOwnResults(this.path);
    await this.#requireNoneOf(sources);
    await writeFileAtomic(this.path, content);
  }

  async #requireNoneOf(sources: readonly GivenFile[]): Promise<void> {
    const found = await stat(this.path, { bigint: true }).catch(() => undefined);
    if (found === undefined || found.size === 0n) return;
    for (const source of sources) {
      if (typeof source !== "string") continue;
      const { dev, ino } = await stat(source, { bigint: true });
      if (dev !== found.dev || ino !== found.ino) continue;
      throw new ImageNetV2Error(
        "INVALID_OPTION",
        `${this.path}: one of the files to merge; left untouched.`,
        { option: "results" },
        { hint: "Name another file." },
      );
    }
  }
}

/**
 * Each run writes to a file of its own, which takes the place of the part that was found. So nothing is
 * written through a link that somebody put there, and should two processes do the same run in spite of
 * the lock, neither writes into the other's file.
 */
class DiskPart implements ResultsPart {
  readonly #path: string;
  readonly #file: FileHandle;
  #bytes = 0;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  static open(path: string, content: Uint8Array): Promise<DiskPart> {
    return createFileAtomic(partOf(path), async (temporary) => {
      const part = new DiskPart(path, await open(temporary, "wx+", 0o600));
      try {
        await part.append(content);
        return part;
      } catch (error) {
        await part.close();
        throw error;
      }
    });
  }

  async append(bytes: Uint8Array): Promise<void> {
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

  async publish(): Promise<void> {
    try {
      // It may have come while the model worked.
      await requireOwnResults(this.#path);
      if (await publishPart(this.#file, partOf(this.#path), this.#path)) return;
      // Another run took this one for dead, and its part is there now, or was published already.
      await writeFileAtomic(this.#path, await this.#file.readFile());
    } catch (error) {
      throw ioError(error, this.#path);
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** Makes sure that results written to `path` replace nothing but results. @throws INVALID_OPTION, IO */
function requireOwnResults(path: string, { unfinished = false } = {}): Promise<void> {
  return requireReplaceableFile(path, {
    option: "results",
    kind: "a results file",
    bytes: resultsBytes,
    isOurs: (bytes) => isResults(bytes, { unfinished }),
  });
}

/** The bytes of a results file; `undefined` where there is none, or an empty one. */
async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readSmallFile(path, { limit: resultsLimit });
    return bytes.length === 0 ? undefined : bytes;
  } catch (error) {
    if (isImageNetV2Error(error, "NOT_FOUND")) return undefined;
    throw error;
  }
}
