import { fromPosted } from "@imagenet-v2/core/internal";
import { opfsWorkerDied } from "../start-opfs-worker.ts";
import type { FileCalls } from "./origin-files.ts";
import type { Answer, AskedCall } from "./serve-origin-files.ts";
import type { WebWorker } from "./web-types.ts";

/** How long (ms) a worker may take to say that it runs: another program would never say it. */
const startPeriodMs = 30_000;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Asks a worker that has the handles. */
export class AskedFiles {
  readonly calls: FileCalls;
  readonly #worker: WebWorker;
  readonly #onDied: () => void;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #started = false;
  #died: Error | undefined;

  /** @param onDied called when the worker can be asked no more */
  constructor(worker: WebWorker, onDied: () => void) {
    this.#worker = worker;
    this.#onDied = onDied;
    const ask =
      (call: keyof FileCalls) =>
      (...given: unknown[]) =>
        this.#ask(call, given);
    const names = [
      "open",
      "read",
      "write",
      "truncate",
      "flush",
      "close",
      "list",
      "rename",
      "remove",
    ] as const;
    this.calls = Object.fromEntries(names.map((name) => [name, ask(name)])) as never;
    worker.addEventListener("message", ({ data }) => this.#receive(data as Answer));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#fail(event.message);
    });
    worker.addEventListener("messageerror", () => this.#fail("a message could not be read"));
  }

  /** @returns whether there are files. @throws WORKER_DIED */
  async start(): Promise<boolean> {
    const timer = setTimeout(() => this.#fail("it does not answer"), startPeriodMs);
    try {
      const hasFiles = await this.#ask("start", []);
      this.#started = true;
      return hasFiles === true;
    } finally {
      clearTimeout(timer);
    }
  }

  end(): void {
    this.#worker.terminate();
  }

  #ask(call: AskedCall["call"], given: readonly unknown[]): Promise<unknown> {
    if (this.#died !== undefined) return Promise.reject(this.#died);
    const id = ++this.#last;
    const sent = given.map(whole);
    const buffers = sent.flatMap((each) =>
      ArrayBuffer.isView(each) ? [each.buffer as ArrayBuffer] : [],
    );
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call, given: sent } satisfies AskedCall, buffers);
    });
  }

  #receive(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("error" in answer) waiting?.reject(fromPosted(answer.error));
    else waiting?.resolve(answer.value);
  }

  #fail(why: string | undefined): void {
    this.#died ??= opfsWorkerDied(this.#started ? "ended" : "cannot start", why || undefined);
    for (const { reject } of this.#waiting.values()) reject(this.#died);
    this.#waiting.clear();
    this.#onDied();
    this.end();
  }
}

/** Bytes in memory of their own, which can be sent away without what lies beside them. */
function whole(given: unknown): unknown {
  if (!ArrayBuffer.isView(given) || given.byteLength === given.buffer.byteLength) return given;
  return (given as Uint8Array).slice();
}
