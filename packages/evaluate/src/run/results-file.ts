import { type FileHandle, open } from "node:fs/promises";
import { ioError, publishPart } from "@imagenet-v2/storage/internal/node";
import { createFileAtomic, writeFileAtomic } from "@imagenet-v2/storage/node";
import { type Found, partOf } from "./find-results.ts";
import { formatHeader, type RunHeader } from "./header.ts";
import { requireOwnResults } from "./results-lines.ts";
import type { Result } from "./skipped.ts";

/**
 * The results of one run, an image a line, as they come. Until all are there the file is called
 * `<path>.part`; a run that was killed goes on with it. A line that a crash cut or scrambled is made
 * again, and so is all behind it.
 *
 * Each run writes to a file of its own, which takes the place of the part that was found. So nothing is
 * written through a link that somebody put there, and should two processes do the same run in spite of
 * the lock, neither writes into the other's file.
 */
export class ResultsFile {
  readonly #path: string;
  readonly #file: FileHandle;
  #bytes = 0;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** Opens a part that begins with what was found. */
  static async open(path: string, found: Found | undefined): Promise<ResultsFile> {
    return createFileAtomic(partOf(path), async (temporary) => {
      const results = new ResultsFile(path, await open(temporary, "wx+", 0o600));
      try {
        await results.#write(found?.content ?? Buffer.alloc(0));
        return results;
      } catch (error) {
        await results.close();
        throw error;
      }
    });
  }

  async begin(header: RunHeader): Promise<void> {
    await this.#write(Buffer.from(`${formatHeader(header)}\n`));
  }

  async append(results: readonly Result[]): Promise<void> {
    const lines = results.map((each) => `${JSON.stringify(each)}\n`);
    await this.#write(Buffer.from(lines.join("")));
  }

  /** Gives the file its name: all is in it. */
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

  /** Leaves the part for another time. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  async #write(bytes: Buffer): Promise<void> {
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
