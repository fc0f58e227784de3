import type { GivenFile } from "../files/given-file.ts";

/**
 * A `FileSystemFileHandle` that can be written to: of the origin private file system, or of a file that the
 * user picked to save to.
 */
export interface ResultsHandle {
  readonly name: string;
  getFile(): Promise<Blob>;
  createWritable(): Promise<{
    write(data: Uint8Array<ArrayBuffer>): Promise<void>;
    close(): Promise<void>;
    abort(reason?: unknown): Promise<void>;
  }>;
}

/** Where results are written as they come, and found again. */
export interface ResultsPlace {
  /** Of the results of a finished run, for messages. */
  readonly path: string;
  /** Of those of one that is not finished. */
  readonly partPath: string;
  /** Works on them while nobody else does. */
  alone<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>;
  /** The results that {@link replace} would replace, if any. @throws INVALID_OPTION for anything else */
  readReplaced(): Promise<Uint8Array | undefined>;
  /** Those of a finished run, if there are any. @throws INVALID_OPTION for anything else */
  readWhole(): Promise<Uint8Array | undefined>;
  /** What a run that was killed has left, if anything. @throws INVALID_OPTION for anything else */
  readPart(): Promise<Uint8Array | undefined>;
  /** Begins an unfinished file with these bytes, which takes the place of the one that was found. */
  openPart(content: Uint8Array): Promise<ResultsPart>;
  /**
   * Writes the results of a finished run.
   *
   * @param sources what they were made of, none of which is written over
   * @throws INVALID_OPTION
   */
  replace(content: Uint8Array<ArrayBuffer>, sources: readonly GivenFile[]): Promise<void>;
}

/** The file of a run that is under way. */
export interface ResultsPart {
  /** @param bytes are given away */
  append(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** All is in it: it gets its name. */
  publish(): Promise<void>;
  /** Leaves it for another time. */
  close(): Promise<void>;
}
