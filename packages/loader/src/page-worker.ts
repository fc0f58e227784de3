// A Web Worker that makes tensors: `PageThread` starts it and posts its job, then turns. It says what it made, and why
// it goes.
import { toPosted } from "@imagenet-v2/core/internal";
import { createKernel, type Elements } from "@imagenet-v2/decode/kernel";
import { takingTurns } from "@imagenet-v2/storage/internal";
import { type ArchiveDescription, ArchiveImages, canReadSync } from "@imagenet-v2/stores/internal";
import { JpegsAhead, readerOf, storedJpegs } from "./batches/jpeg-source.ts";
import { sentJpegs } from "./batches/sent-jpegs.ts";
import { jpegTensors, type TensorMaker } from "./batches/tensor-maker.ts";
import { type TensorsJob, type Ties, work } from "./batches/work.ts";
import type { FromPage, FromWorker, PageJob } from "./platform/page-messages.ts";
import { locks } from "./platform/web.ts";

interface WorkerScope {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onmessageerror: (() => void) | null;
  postMessage(message: FromWorker, transfer?: readonly object[]): void;
  close(): void;
}

const scope = globalThis as unknown as WorkerScope;

/** All by messages, which are let in between images. */
class PageTies implements Ties {
  stopped = false;
  readonly pause = takingTurns(undefined);
  readonly #output: PageJob["output"];
  readonly #images: number;
  readonly #turns: number[] = [];
  #jpegs: JpegsAhead | undefined;
  #close: (() => Promise<void>) | undefined;
  #memory: Elements | undefined;
  #wake = () => {};

  constructor({ output, indices }: PageJob) {
    this.#output = output;
    this.#images = indices.length;
  }

  hear(message: FromPage): void {
    switch (message.kind) {
      case "turn":
        this.#turns.push(message.turn);
        this.#expect(message.turn);
        this.#wake();
        break;
      case "memory":
        this.#memory = message.data;
        break;
      case "stop":
        this.stopped = true;
        this.#wake();
        // It may be waiting for an image that nobody sends any more.
        void this.#close?.().then(() => leave(), leave);
    }
  }

  async take(onTake: (turn: number) => void): Promise<number | undefined> {
    while (this.#turns.length === 0 && !this.stopped) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const turn = this.stopped ? undefined : this.#turns.shift();
    if (turn !== undefined) onTake(turn);
    return turn;
  }

  finish: Ties["finish"] = (turn, outcome) =>
    scope.postMessage({ kind: "finished", turn, outcome });

  /** The page knows which turns it has dealt. */
  begin(): void {}

  post: Ties["post"] = (result, transfer = []) =>
    scope.postMessage({ kind: "result", result }, transfer);

  memory(): Elements | undefined {
    const memory = this.#memory;
    this.#memory = undefined;
    return memory;
  }

  async open(job: TensorsJob): Promise<TensorMaker> {
    const maker = await this.#open(job);
    let closing: Promise<void> | undefined;
    this.#close = () => (closing ??= maker.close());
    scope.postMessage({ kind: "ready" });
    return { ...maker, close: this.#close };
  }

  async #open({ source, ...job }: TensorsJob): Promise<TensorMaker> {
    // First, as nothing is to be closed yet where there is no room for it.
    const kernel = createKernel();
    if (!("kind" in source)) throw new Error("A page has no cache of tensors.");
    if (source.kind === "sent") {
      this.#jpegs = new JpegsAhead(sentJpegs(source));
      return jpegTensors(this.#jpegs, job, kernel);
    }
    // Not any store: what finds images would bring along the published names, and be loaded with them.
    const store = await ArchiveImages.reopen(source as ArchiveDescription);
    if (canReadSync(store)) {
      const maker = jpegTensors(storedJpegs(store, job.indices), job, kernel);
      return { ...maker, close: () => store.close() };
    }
    const jpegs = new JpegsAhead(readerOf(store, job.indices));
    this.#jpegs = jpegs;
    const close = async () => {
      await jpegs.close();
      await store.close();
    };
    return { ...jpegTensors(jpegs, job, kernel), close };
  }

  /** Images are read while those before them are decoded. */
  #expect(turn: number): void {
    if (this.#jpegs === undefined) return;
    const size = this.#output.kind === "batches" ? this.#output.batchSize : 1;
    const end = Math.min((turn + 1) * size, this.#images);
    for (let number = turn * size; number < end; number++) this.#jpegs.expect(number);
  }
}

function leave(error?: unknown): void {
  scope.postMessage({ kind: "gone", error: error === undefined ? undefined : toPosted(error) });
  scope.close();
}

/** Holds a lock for good: the page gets it when this worker is no more. */
async function hold(name: string): Promise<boolean> {
  const manager = locks();
  if (manager === undefined) return false;
  return new Promise((resolve) => {
    const forGood = () => {
      resolve(true);
      return new Promise(() => {});
    };
    // Refused where the origin is none of its own, as in a sandboxed frame.
    manager.request(name, {}, forGood).catch(() => resolve(false));
  });
}

scope.onmessageerror = () => leave(new Error("A message could not be read."));
scope.onmessage = ({ data }) => {
  const job = data as PageJob;
  const ties = new PageTies(job);
  scope.onmessage = (event) => ties.hear(event.data as FromPage);
  const begin = async () => {
    scope.postMessage({ kind: "started", locked: await hold(job.lock) });
    await work(job, ties);
  };
  begin().then(() => leave(), leave);
};
