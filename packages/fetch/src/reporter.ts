import type { OnProgress, Progress } from "./progress.ts";

/** Between two reports of mere progress. */
const INTERVAL_MS = 100;
/** Over how long the rate is measured. */
const WINDOW_MS = 5000;

/**
 * Turns what happens in a download into {@link Progress}: no more than ten a second, except for the
 * turns of events, which are told at once.
 */
export class Reporter {
  #progress: Progress;
  readonly #onProgress: OnProgress | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  /** Bytes by time, for the rate, the oldest first. */
  #samples: { at: number; bytes: number }[] = [];

  constructor(total: number | undefined, onProgress: OnProgress | undefined) {
    this.#onProgress = onProgress;
    this.#progress = {
      phase: "checking",
      bytes: 0,
      total,
      bytesPerSecond: undefined,
      resumedFrom: 0,
      retries: 0,
      note: undefined,
    };
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** A turn of events. */
  tell(change: Partial<Progress>): void {
    if (change.phase !== this.#progress.phase || change.phase === "retrying") this.#samples = [];
    this.#set({ note: undefined, bytesPerSecond: undefined, ...change });
    this.#report(performance.now());
  }

  /** So many bytes are there now, in the phase that is on. */
  bytes(bytes: number): void {
    const now = performance.now();
    if (now - this.#toldAt < INTERVAL_MS) return;
    this.#set({ bytes, bytesPerSecond: this.#rate(now, bytes), note: undefined });
    this.#report(now);
  }

  #set(change: Partial<Progress>): void {
    const { bytes, total } = { ...this.#progress, ...change };
    // More than was promised comes from a server that lies; the promise is then worth nothing.
    const sane = total !== undefined && bytes > total ? bytes : total;
    this.#progress = { ...this.#progress, ...change, total: sane };
  }

  #rate(now: number, bytes: number): number | undefined {
    const last = this.#samples.at(-1);
    // Started over: what came before is no measure any more.
    if (last !== undefined && bytes < last.bytes) this.#samples = [];
    this.#samples.push({ at: now, bytes });
    while ((this.#samples[0]?.at ?? now) < now - WINDOW_MS) this.#samples.shift();
    const [first] = this.#samples;
    if (first === undefined || now - first.at < INTERVAL_MS) return undefined;
    return ((bytes - first.bytes) / (now - first.at)) * 1000;
  }

  #report(now: number): void {
    this.#toldAt = now;
    this.#onProgress?.(this.#progress);
  }
}
