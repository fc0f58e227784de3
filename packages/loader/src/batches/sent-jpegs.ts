// JPEGs for threads that cannot read them: they ask the thread that makes batches, which sends the bytes.
import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { JpegSource, JpegsAhead, StoredJpeg } from "./jpeg-source.ts";

/** A thread's end: it asks for an image by number and blocks until `answers` says that there is something. */
export interface SentJpegs {
  readonly kind: "sent";
  readonly port: MessagePort;
  /** How many answers were sent, in its one word; or {@link STOPPED}. Shared. */
  readonly answers: Int32Array;
}

const STOPPED = -1;

/** The end that reads, for all threads of a run. */
export class JpegSender {
  readonly #jpegs: JpegsAhead;
  readonly #ends: SentJpegs[] = [];
  readonly #errors = new Map<number, unknown>();
  #stopped = false;

  constructor(jpegs: JpegsAhead) {
    this.#jpegs = jpegs;
  }

  /** The other end, for one more thread. */
  connect(): SentJpegs {
    const { port1, port2 } = new MessageChannel();
    const answers = new Int32Array(new SharedArrayBuffer(4));
    const end = { kind: "sent", port: port1, answers } as const;
    port1.on("message", (number: number) => void this.#answer(end, number));
    // Whoever waits for a batch keeps the process.
    port1.unref();
    this.#ends.push(end);
    return { ...end, port: port2 };
  }

  /** Why an image could not be read, as the store threw it; `undefined` if it was. */
  failure(number: number): unknown {
    const error = this.#errors.get(number);
    this.#errors.delete(number);
    return error;
  }

  /** No thread waits any longer. */
  stop(): void {
    this.#stopped = true;
    for (const { port, answers } of this.#ends) {
      Atomics.store(answers, 0, STOPPED);
      Atomics.notify(answers, 0);
      port.close();
    }
  }

  async #answer({ port, answers }: SentJpegs, number: number): Promise<void> {
    const jpeg = await this.#jpegs.read(number).catch((error: unknown) => {
      this.#errors.set(number, error);
    });
    if (this.#stopped) return;
    if (jpeg === undefined) port.postMessage(undefined);
    else {
      // A copy goes: what a store gives may be part of a larger buffer, or be what it keeps.
      const bytes = new Uint8Array(jpeg.bytes);
      port.postMessage({ name: jpeg.name, bytes }, [bytes.buffer]);
    }
    Atomics.add(answers, 0, 1);
    Atomics.notify(answers, 0);
  }
}

/** The thread's end as a source. */
export function sentJpegs({ port, answers }: SentJpegs): JpegSource {
  let answered = 0;
  return {
    read(number) {
      port.postMessage(number);
      Atomics.wait(answers, 0, answered);
      answered++;
      const jpeg = receiveMessageOnPort(port)?.message as StoredJpeg | undefined;
      if (jpeg === undefined) throw new Error(`Image ${number} was not sent.`);
      return jpeg;
    },
  };
}
