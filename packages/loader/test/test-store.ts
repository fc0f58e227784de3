import { tinyJpeg } from "@imagenet-v2/fixtures";
import type { Store } from "@imagenet-v2/stores";

/** A store over bytes in memory that counts what is asked of it. */
export interface TestStore extends Store {
  /** Indices in the order in which reading them began. */
  readonly started: number[];
  /** How many reads are under way, and how many were at most. */
  readonly reads: { now: number; most: number };
}

export interface TestStoreOptions {
  readonly shardLengths?: readonly number[];
  readonly label?: (index: number) => number;
  readonly fileName?: (index: number) => string;
  readonly image?: (index: number) => Uint8Array | Promise<Uint8Array>;
  readonly archiveOrder?: (index: number) => number;
}

const picture = await tinyJpeg();

export function testStore(length: number, options: TestStoreOptions = {}): TestStore {
  const started: number[] = [];
  const reads = { now: 0, most: 0 };
  const label = options.label ?? ((index: number) => index % 1000);
  return {
    started,
    reads,
    length,
    info: {
      kind: "memory",
      path: "test",
      provenance: "custom",
      bytes: 0,
      numBytes: 0,
    },
    shardLengths: options.shardLengths ?? [length],
    fileName:
      options.fileName ?? ((index) => `${label(index)}/${String(index).padStart(40, "0")}.jpeg`),
    label,
    byteLength: () => picture.length,
    async read(index, { signal } = {}) {
      started.push(index);
      reads.most = Math.max(reads.most, ++reads.now);
      try {
        await new Promise((resolve) => setTimeout(resolve, 1));
        signal?.throwIfAborted();
        return Uint8Array.from(await (options.image?.(index) ?? picture));
      } finally {
        reads.now--;
      }
    },
    readSync: () => picture,
    archiveOrder: () => Uint32Array.from({ length }, (_, i) => options.archiveOrder?.(i) ?? i),
    describe: () => ({ kind: "memory" }),
    close: async () => {},
  };
}

export const positions = (length: number) => Array.from({ length }, (_, i) => i);
