import { ImageNetV2Error } from "@imagenet-v2/core";
import { type ByteReadOptions, type ByteSource, bufferFor, requireInside } from "./byte-source.ts";
import { orAbort } from "./on-abort.ts";
import { StampedFile } from "./stamped-file.ts";

/**
 * A file of this machine. It is opened once: a file that is later renamed to its path is not read, and is no
 * change of it. One that is written to is.
 *
 * @param file its path; or the file, open already, which is then closed with the source
 * @throws NOT_FOUND; NOT_A_FILE for a folder, pipe, socket or device, which is never waited for; IO;
 *   INVALID_OPTION; `signal.reason`
 */
export async function fileSource(
  file: string | StampedFile,
  { signal }: ByteReadOptions = {},
): Promise<Required<ByteSource>> {
  signal?.throwIfAborted();
  if (typeof file !== "string") return new FileSource(file);
  const opening = StampedFile.open(file);
  try {
    return new FileSource(await orAbort(opening, signal));
  } catch (error) {
    // It may open yet, once nobody waits for it any more.
    opening.then((late) => late.close()).catch(() => {});
    throw error;
  }
}

class FileSource implements Required<ByteSource> {
  /** Absolute, links followed. */
  readonly name: string;
  readonly size: number;
  readonly identity: string;
  readonly #file: StampedFile;
  readonly #reads = new Set<Promise<void>>();
  #closed: Promise<void> | undefined;

  constructor(file: StampedFile) {
    this.#file = file;
    this.name = file.path;
    this.size = file.stamp.bytes;
    this.identity = `${file.stamp.mtime}-${file.stamp.bytes}`;
  }

  async read(offset: number, length: number, { signal }: ByteReadOptions = {}) {
    requireInside(this, offset, length);
    signal?.throwIfAborted();
    this.#requireOpen();
    const into = bufferFor(this.name, length);
    const reading = this.#file.read(into, offset);
    this.#reads.add(reading);
    const done = () => this.#reads.delete(reading);
    reading.then(done, done);
    await orAbort(reading, signal);
    return into;
  }

  readSync(offset: number, into: Uint8Array): void {
    requireInside(this, offset, into.length);
    this.#requireOpen();
    this.#file.readSync(into, offset);
  }

  close(): Promise<void> {
    this.#closed ??= Promise.allSettled(this.#reads).then(() => this.#file.close());
    return this.#closed;
  }

  #requireOpen(): void {
    if (this.#closed === undefined) return;
    throw new ImageNetV2Error(
      "IO",
      `${this.name}: the source is closed.`,
      { path: this.name, errno: "EBADF" },
      { hint: "Read before close(), or open it again." },
    );
  }
}
