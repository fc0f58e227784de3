import { type FileHandle, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { ioError, isErrno, syncFolder } from "@imagenet-v2/fetch";
import type { Found } from "./find-results.ts";
import { formatHeader, type RunHeader } from "./header.ts";
import { requireOwnResults } from "./results-lines.ts";
import type { Result } from "./skipped.ts";

/** Where the results of a run that is not finished are. */
export function partOf(path: string): string {
  return `${path}.part`;
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

  async append(results: readonly Result[]): Promise<void> {
    await this.#write(results.map((each) => `${JSON.stringify(each)}\n`).join(""));
  }

  /** Gives the file its name: all is in it. */
  async publish(): Promise<void> {
    try {
      await this.#file.sync();
      await this.#file.close();
      // It may have come while the model worked.
      await requireOwnResults(this.#path);
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
