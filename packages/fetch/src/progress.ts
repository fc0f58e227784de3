/** What is going on with a file, told about ten times a second and at each turn of events. */
export interface Progress {
  /**
   * - `checking`: bytes that are on the disk already are hashed
   * - `waiting`: another process, or another tab of a page, is downloading the same file
   * - `connecting`: a request is sent and not answered yet
   * - `downloading`
   * - `retrying`: something failed, and is tried again after a pause; `note` says what and when
   * - `done`
   */
  readonly phase: "checking" | "waiting" | "connecting" | "downloading" | "retrying" | "done";
  /** Bytes that are there, of those resumed from included. May go back when a download starts over. */
  readonly bytes: number;
  /** Of the whole file, where it is known. Never less than `bytes`. */
  readonly total: number | undefined;
  /** Over the last seconds. Undefined until there is something to measure. */
  readonly bytesPerSecond: number | undefined;
  /** How many bytes were there already when the download began. */
  readonly resumedFrom: number;
  /** How often something failed and was tried again. */
  readonly retries: number;
  /** What happened, as a sentence, when there is something to say. */
  readonly note: string | undefined;
}

export type OnProgress = (progress: Progress) => void;
