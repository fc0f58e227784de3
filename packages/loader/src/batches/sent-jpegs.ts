// JPEGs for threads that do not read themselves: they ask the thread that makes batches, which sends the bytes.
import type { JpegReader, JpegsAhead, StoredJpeg } from "./jpeg-source.ts";

/** What a page's `MessagePort` and Node's have in common. */
interface JpegPort {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  close(): void;
  /** Node's: it keeps no process. */
  unref?(): void;
}

/** A thread's end: it asks for an image by its number. */
export interface SentJpegs {
  readonly kind: "sent";
  readonly port: JpegPort;
  /** For a thread that blocks until it has its answer: how many were sent, in its one word; or {@link STOPPED}. Shared. */
  readonly answers: Int32Array | undefined;
}

/** What comes in answer. */
export interface SentJpeg {
  readonly number: number;
  /** `undefined` where the image could not be read: why, the other end knows. */
  readonly jpeg: StoredJpeg | undefined;
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

  /**
   * The other end, for one more thread.
   *
   * @param blocks whether that thread blocks until it has its answer
   */
  connect(blocks: boolean): SentJpegs {
    const { port1, port2 } = new MessageChannel() as unknown as Record<"port1" | "port2", JpegPort>;
    const answers = blocks ? new Int32Array(new SharedArrayBuffer(4)) : undefined;
    const end = { kind: "sent", port: port1, answers } as const;
    port1.onmessage = ({ data }) => void this.#answer(end, data as number);
    // Whoever waits for a batch keeps the process.
    port1.unref?.();
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
      if (answers !== undefined) {
        Atomics.store(answers, 0, STOPPED);
        Atomics.notify(answers, 0);
      }
      port.close();
    }
  }

  async #answer({ port, answers }: SentJpegs, number: number): Promise<void> {
    const read = await this.#jpegs.read(number).catch((error: unknown) => {
      this.#errors.set(number, error);
    });
    if (this.#stopped) return;
    if (read === undefined) port.postMessage({ number } satisfies Partial<SentJpeg>);
    else {
      // A copy goes: what a store gives may be part of a larger buffer, or be what it keeps.
      const bytes = new Uint8Array(read.bytes);
      const jpeg = { name: read.name, bytes };
      port.postMessage({ number, jpeg } satisfies SentJpeg, [bytes.buffer]);
    }
    if (answers === undefined) return;
    Atomics.add(answers, 0, 1);
    Atomics.notify(answers, 0);
  }
}

/** The end of a thread that may ask for several at once. */
export function sentJpegs({ port }: SentJpegs): JpegReader {
  const asked = new Map<number, (jpeg: StoredJpeg | undefined) => void>();
  port.onmessage = ({ data }) => {
    const { number, jpeg } = data as SentJpeg;
    asked.get(number)?.(jpeg);
    asked.delete(number);
  };
  return async (number) => {
    port.postMessage(number);
    const jpeg = await new Promise<StoredJpeg | undefined>((resolve) => {
      asked.set(number, resolve);
    });
    return sent(number, jpeg);
  };
}

/** @throws where an image was not sent, an error in place of the one that the other end has */
export function sent(number: number, jpeg: StoredJpeg | undefined): StoredJpeg {
  if (jpeg === undefined) throw new Error(`Image ${number} was not sent.`);
  return jpeg;
}
