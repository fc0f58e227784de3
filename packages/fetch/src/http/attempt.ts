import { onAbort } from "@imagenet-v2/storage/internal";

/** Nothing came for too long. */
export class Stalled extends Error {
  override readonly name = "Stalled";
}

/**
 * One try at getting something: it ends when the caller aborts, or when the server is silent for
 * longer than the stall time. There is no limit to how long it may take while bytes keep coming.
 *
 * Not `AbortSignal.any` and `AbortSignal.timeout`: those cannot be wound up again, and on Node 20
 * keep a listener on the caller's signal for as long as that lives.
 */
export class Attempt {
  readonly #controller = new AbortController();
  readonly #release: () => void;
  readonly #stallTimeout: number;
  #timer: ReturnType<typeof setTimeout>;
  #busy = false;

  constructor(stallTimeout: number, caller: AbortSignal | undefined) {
    caller?.throwIfAborted();
    this.#stallTimeout = stallTimeout;
    this.#release = onAbort(caller, () => this.#controller.abort(caller?.reason));
    this.#timer = setTimeout(this.#stalled, stallTimeout);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something came. Until {@link waiting}, silence is our own slowness and not the server's. */
  came(): void {
    this.#busy = true;
  }

  /** Something may have come; more is waited for from here on. */
  waiting(): void {
    this.#busy = false;
    this.#again();
  }

  /** What ended this attempt, if the attempt itself did and not the given error. */
  reason(error: unknown): unknown {
    return this.signal.aborted ? this.signal.reason : error;
  }

  /** Closes whatever is still open, and lets go of the caller's signal. */
  end(): void {
    clearTimeout(this.#timer);
    this.#release();
    this.#controller.abort();
  }

  #again(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#stalled, this.#stallTimeout);
  }

  readonly #stalled = (): void => {
    if (this.#busy) return void this.#again();
    const seconds = this.#stallTimeout / 1000;
    this.#controller.abort(new Stalled(`nothing came for ${seconds} s`));
  };
}
