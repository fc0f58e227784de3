import { formatSize } from "@imagenet-v2/core/internal";
import { type Terminal, widthOf } from "./terminal.ts";

/** How far something has come. */
export interface Progress {
  /** Bytes or examples done. */
  readonly done: number;
  /** Of how many; `undefined` where nobody knows. */
  readonly total?: number | undefined;
  /** What else to say: `resumed at 40 %`, `2 retries`. */
  readonly note?: string | undefined;
}

interface ProgressOptions {
  readonly unit: "bytes" | "images";
  readonly enabled: boolean;
}

/** When a line was first updated, and with what. */
interface Beginning {
  readonly at: number;
  readonly done: number;
}

/** Redrawn at most so often on a terminal, in milliseconds. */
const REDRAW = 100;
/** Elsewhere a line of its own each tenth of the way, though no sooner and no later than this. */
const SOONEST = 2000;
const LATEST = 10_000;

/**
 * One line on stderr that says how far a long job has come: redrawn in place on a terminal; a plain
 * line now and then elsewhere, so that a log shows life and stays readable. Its clock starts with the
 * first update.
 */
export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #label: string;
  readonly #options: ProgressOptions;
  #began: Beginning | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #tenth = 0;
  #drawn = false;

  constructor(terminal: Terminal, label: string, options: ProgressOptions) {
    this.#terminal = terminal;
    this.#label = label;
    this.#options = options;
  }

  update(progress: Progress): void {
    if (!this.#options.enabled) return;
    const { stderr, env } = this.#terminal;
    const now = Date.now();
    const tty = stderr.isTTY === true && env.TERM !== "dumb" && env.CI === undefined;
    const tenth = progress.total ? Math.floor((10 * progress.done) / progress.total) : 0;
    // What is done by now was found, or made while nobody looked at a clock.
    const began = this.#began ?? { at: now, done: progress.done };
    if (this.#began === undefined) {
      this.#began = began;
      this.#tenth = tenth;
      if (!tty) this.#last = now;
    }
    if (tty) {
      if (now - this.#last < REDRAW) return;
      stderr.write(`\r\x1b[2K${this.#text(progress, now, began).slice(0, widthOf(stderr) - 1)}`);
      this.#drawn = true;
    } else {
      if (now - this.#last < (tenth > this.#tenth ? SOONEST : LATEST)) return;
      stderr.write(`${this.#text(progress, now, began)}\n`);
    }
    this.#tenth = tenth;
    this.#last = now;
  }

  /** Takes the line away, so that what follows starts at the margin. */
  end(): void {
    if (this.#drawn) this.#terminal.stderr.write("\r\x1b[2K");
    this.#drawn = false;
  }

  #text({ done, total, note }: Progress, now: number, began: Beginning): string {
    const amount = (n: number) => (this.#options.unit === "bytes" ? formatSize(n) : String(n));
    const seconds = (now - began.at) / 1000;
    const rate = seconds > 0.5 ? Math.max(0, done - began.done) / seconds : 0;
    const parts = [
      total ? `${Math.min(100, Math.floor((100 * done) / total))} %` : "",
      total ? `${amount(done)} of ${amount(total)}` : amount(done),
      rate > 0
        ? `${amount(Math.round(rate))}${this.#options.unit === "bytes" ? "/s" : " a second"}`
        : "",
      rate > 0 && total ? `${duration((total - done) / rate)} left` : "",
      note ?? "",
    ];
    return `${this.#label}: ${parts.filter(Boolean).join(", ")}`;
  }
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
