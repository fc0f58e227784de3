import { ImageNetV2Error } from "@imagenet-v2/core";
import { fromPosted, messageOf } from "@imagenet-v2/core/internal";
import type { Elements } from "@imagenet-v2/decode/kernel";
import { canDescribe } from "@imagenet-v2/stores/internal";
import { DealtTurns, type Hand } from "../batches/dealt-turns.ts";
import type { Crew, CrewTask, Thread, ThreadEvents } from "../batches/thread.ts";
import type { WorkerEntry } from "../batches/worker-entry.ts";
import {
  DISMISSED,
  type Failure,
  GONE,
  type MadeBatch,
  OPENING,
  STARTING,
  WORKING,
} from "../batches/worker-job.ts";
import type { FromPage, FromWorker, PageJob } from "./page-messages.ts";
import { locks, type WebWorker } from "./web.ts";

/** By this name bundlers know it. */
declare const Worker: new (url: URL, options: { readonly type: "module" }) => WebWorker;

/** How long (ms) a worker may take to load its program: one that has another program never says a word. */
const startingMs = 60_000;

/** Web Workers, which take their turns by messages. Nothing here blocks, and no memory has to be shared. */
export function openCrew({ workers, indices, ...count }: CrewTask): Crew {
  const turns = new DealtTurns(count, workers);
  // Its own: a view would be sent with all of its buffer.
  const own = indices.slice();
  const run = `imagenet-v2 batches ${Math.random()}`;
  return {
    blocks: false,
    describe(store) {
      const description = canDescribe(store) ? store.describe() : undefined;
      // What else a page has is memory, which one thread holds.
      return description?.kind === "archive" ? description : undefined;
    },
    spares: true,
    turns,
    notStarted,
    start(entry, job, events) {
      const lock = `${run} ${job.workerIndex}`;
      try {
        return new PageThread(entry, { ...job, indices: own, lock }, turns, events);
      } catch (cause) {
        turns.leave();
        throw notStarted(cause);
      }
    },
  };
}

class PageThread implements Thread, Hand {
  readonly #worker: WebWorker;
  readonly #job: PageJob;
  readonly #turns: DealtTurns;
  readonly #events: ThreadEvents;
  readonly #impatient: ReturnType<typeof setTimeout>;
  readonly #ended = new AbortController();
  #state = STARTING;
  #results: (Failure | MadeBatch)[] = [];

  constructor(
    entry: WorkerEntry | undefined,
    job: PageJob,
    turns: DealtTurns,
    events: ThreadEvents,
  ) {
    this.#job = job;
    this.#turns = turns;
    this.#events = events;
    const worker = startWorker(entry);
    this.#worker = worker;
    const { source } = job;
    try {
      worker.postMessage(job, "port" in source ? [source.port] : []);
    } catch (cause) {
      worker.terminate();
      throw cause;
    }
    const { signal } = this.#ended;
    worker.addEventListener("message", ({ data }) => this.#hear(data as FromWorker), { signal });
    worker.addEventListener(
      "error",
      (event) => {
        event.preventDefault();
        this.#fail(event.message);
      },
      { signal },
    );
    worker.addEventListener("messageerror", () => this.#fail("a message was lost"), { signal });
    this.#impatient = setTimeout(
      () => this.#fail(`it has not begun in ${startingMs / 1000} seconds`),
      startingMs,
    );
  }

  get at(): number {
    if (this.#state !== WORKING || this.#job.output.kind !== "ring") return this.#state;
    // Turns are images, made in the order in which they are dealt.
    return this.#turns.at(this) ?? WORKING;
  }

  *received(): Generator<Failure | MadeBatch> {
    yield* this.#results.splice(0);
  }

  recycle(data: Elements): void {
    this.#post({ kind: "memory", data }, [data.buffer as ArrayBuffer]);
  }

  deal(turn: number): void {
    this.#post({ kind: "turn", turn });
  }

  /** A page does not stay for its workers. */
  hold(): void {}

  dismiss(): void {
    if (this.#state === STARTING) {
      this.#state = DISMISSED;
      this.#end();
    } else this.#post({ kind: "stop" });
  }

  terminate(): void {
    this.#end();
  }

  forget(): void {
    this.#results = [];
  }

  #post(message: FromPage, transfer: readonly object[] = []): void {
    if (!this.#ended.signal.aborted) this.#worker.postMessage(message, transfer);
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case "started":
        clearTimeout(this.#impatient);
        this.#state = OPENING;
        if (message.locked) this.#watch();
        break;
      case "ready":
        this.#state = WORKING;
        this.#turns.join(this);
        break;
      case "result":
        this.#results.push(message.result);
        break;
      case "finished":
        this.#turns.finish(this, message.turn, message.outcome);
        break;
      case "gone":
        if (message.error !== undefined) this.#events.onRefusal(fromPosted(message.error));
        this.#state = GONE;
        this.#end();
    }
  }

  /** A worker that somebody ended says nothing, but no longer holds its lock. */
  #watch(): void {
    locks()
      ?.request(this.#job.lock, { signal: this.#ended.signal }, () => this.#end())
      .catch(() => {});
  }

  #fail(cause: unknown): void {
    if (this.#state === STARTING) {
      this.#events.onRefusal(notStarted(cause));
      this.#state = DISMISSED;
    } else this.#events.onFailure(new Error(messageOf(cause)));
    this.#end();
  }

  #end(): void {
    if (this.#ended.signal.aborted) return;
    clearTimeout(this.#impatient);
    this.#ended.abort();
    this.#worker.terminate();
    // While it is known what it was at.
    this.#events.onEnd();
    this.#turns.leave(this);
  }
}

function startWorker(entry: WorkerEntry | undefined): WebWorker {
  if (typeof entry === "function") return checked(entry() as unknown as WebWorker);
  if (entry !== undefined) return new Worker(entry, { type: "module" });
  // Written so that bundlers see it: page-worker.js lies above what this is built to.
  return new Worker(new URL("../page-worker.js", import.meta.url), { type: "module" });
}

function checked(worker: WebWorker): WebWorker {
  if (typeof worker?.postMessage === "function" && typeof worker.terminate === "function")
    return worker;
  throw new TypeError("the function given gives no Worker");
}

function notStarted(cause?: unknown): ImageNetV2Error {
  const why = cause === undefined || cause === "" ? "its file cannot be loaded" : messageOf(cause);
  return new ImageNetV2Error(
    "WORKER_DIED",
    `A Web Worker cannot start: ${why}${why.endsWith(".") ? "" : "."}`,
    { fileName: undefined },
    {
      hint: "Bundle imagenet-v2/worker as a file of its own, serve it from the page's origin (with the page's Cross-Origin-Embedder-Policy, if it has one), allow it by worker-src in the CSP, and pass its URL as the option worker. workers: 0 works on this thread.",
      cause,
    },
  );
}
