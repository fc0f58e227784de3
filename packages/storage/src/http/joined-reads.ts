import { onAbort } from "../on-abort.ts";

/** What lies between two reads of one request is transferred for nothing, in less time than a request takes. */
const largestGap = 64 * 1024;
/** Of a request that several reads share: each waits for all of it. */
const largestShared = 8 * 1024 * 1024;
/** Requests at once; the others wait, for each is a connection. */
const mostRequests = 8;

type Bytes = Uint8Array<ArrayBuffer>;
type ReadRange = (offset: number, length: number, signal: AbortSignal) => Promise<Bytes>;

interface Read {
  readonly offset: number;
  readonly end: number;
  readonly resolve: (bytes: Bytes) => void;
  readonly reject: (reason: unknown) => void;
  /** Whether somebody still waits for it. */
  waiting: boolean;
  /** Called when nobody does any more. */
  abandoned: () => void;
}

/** Reads near each other, in one request. */
interface Request {
  readonly reads: Read[];
  readonly offset: number;
  end: number;
}

/** Joins the reads of one turn of the event loop into fewer requests. */
export class JoinedReads {
  readonly #readRange: ReadRange;
  #collected: Read[] = [];
  readonly #queue: Request[] = [];
  #running = 0;

  constructor(readRange: ReadRange) {
    this.#readRange = readRange;
  }

  /** Reads `length` bytes, at least one. An abort ends the request once no other read waits for it. */
  read(offset: number, length: number, signal: AbortSignal | undefined): Promise<Bytes> {
    return new Promise<Bytes>((resolve, reject) => {
      const release = onAbort(signal, () => {
        read.waiting = false;
        read.reject(signal?.reason);
        read.abandoned();
      });
      const settle =
        <T>(settled: (value: T) => void) =>
        (value: T) => {
          release();
          settled(value);
        };
      const read: Read = {
        offset,
        end: offset + length,
        resolve: settle(resolve),
        reject: settle(reject),
        waiting: true,
        abandoned: () => {},
      };
      if (this.#collected.push(read) === 1) setTimeout(() => this.#flush(), 0);
    });
  }

  #flush(): void {
    this.#queue.push(...joined(this.#collected.filter(({ waiting }) => waiting)));
    this.#collected = [];
    this.#start();
  }

  #start(): void {
    while (this.#running < mostRequests) {
      const request = this.#queue.shift();
      if (request === undefined) return;
      if (!request.reads.some(({ waiting }) => waiting)) continue;
      this.#running += 1;
      void this.#run(request).finally(() => {
        this.#running -= 1;
        this.#start();
      });
    }
  }

  async #run({ reads, offset, end }: Request): Promise<void> {
    const controller = new AbortController();
    for (const read of reads) {
      read.abandoned = () => {
        if (!reads.some(({ waiting }) => waiting)) controller.abort();
      };
    }
    try {
      const bytes = await this.#readRange(offset, end - offset, controller.signal);
      const alone = reads.length === 1;
      for (const read of reads) {
        read.resolve(alone ? bytes : bytes.slice(read.offset - offset, read.end - offset));
      }
    } catch (error) {
      for (const { reject } of reads) reject(error);
    }
  }
}

/** Which reads share which request, in the order of offsets. */
function joined(reads: readonly Read[]): Request[] {
  const requests: Request[] = [];
  for (const read of reads.toSorted((a, b) => a.offset - b.offset)) {
    const last = requests.at(-1);
    const shares =
      last !== undefined &&
      read.offset <= last.end + largestGap &&
      Math.max(read.end, last.end) - last.offset <= largestShared;
    if (!shares) requests.push({ reads: [read], offset: read.offset, end: read.end });
    else {
      last.reads.push(read);
      last.end = Math.max(read.end, last.end);
    }
  }
  return requests;
}
