import { readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { corrupt } from "./corrupt.ts";
import { type Example, type ExampleFeature, locateFeatures, readFeature } from "./example.ts";
import { asFileError } from "./file-error.ts";
import { decodeRecord, recordDataLength, recordHeaderLength, recordOverhead } from "./framing.ts";
import type { ByteSource } from "./wire.ts";

/** Where a record lies in its file. */
export interface RecordLocation {
  /** Where the record begins, its header included. */
  readonly offset: number;
  /** Bytes of the whole record: data and framing. */
  readonly length: number;
}

export interface IndexOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whether to read all data and check their CRC. @default false */
  readonly verify?: boolean | undefined;
}

/**
 * Where the records of a TFRecord file lie, found by reading their headers alone.
 *
 * @throws CORRUPT_DATA if a header is wrong or the last record is cut
 * @throws NOT_FOUND, IO
 * @throws the signal's reason
 */
export function indexRecords(path: string, options: IndexOptions = {}): Promise<RecordLocation[]> {
  return scan(path, options, (_, record) => record);
}

/** A record that holds a `tf.train.Example`, of which the long features were not read. */
export interface ExampleLocation extends RecordLocation {
  readonly example: Example;
  /** Where in the file the values of the features that were not read lie. */
  readonly ranges: Readonly<Record<string, { readonly offset: number; readonly length: number }>>;
}

/**
 * The examples of a TFRecord file without their long features, found by reading around these: one read
 * of a few kilobytes an example.
 *
 * @param long features that hold one long value, of which only the place is wanted: `["image"]`
 * @throws CORRUPT_DATA also where a long feature does not hold exactly one bytes value
 *
 * @example
 * const [first] = await indexExamples(shard, ["image"]);
 * first.ranges.image; //=> { offset: 51, length: 92142 }
 */
export function indexExamples(
  path: string,
  long: readonly string[],
  options: IndexOptions = {},
): Promise<ExampleLocation[]> {
  return scan(path, options, (source, record) => {
    const start = record.offset + recordHeaderLength;
    const end = record.offset + record.length - (recordOverhead - recordHeaderLength);
    const example: Record<string, ExampleFeature> = Object.create(null);
    const ranges: Record<string, { offset: number; length: number }> = Object.create(null);
    for (const [name, located] of locateFeatures(source, start, end, { path })) {
      if (!long.includes(name)) {
        example[name] = copied(readFeature(source, located, { path }));
        continue;
      }
      const [value] = located.values;
      if (located.kind !== "bytesList" || located.values.length !== 1 || value === undefined) {
        throw corrupt(`a feature ${name} that is not one bytes value`, { path }, record.offset);
      }
      ranges[name] = { offset: value.start, length: value.end - value.start };
    }
    return { ...record, example, ranges };
  });
}

/** A short value as a view would keep the whole window it was read through. */
function copied({ bytesList, ...feature }: ExampleFeature): ExampleFeature {
  return bytesList ? { bytesList: bytesList.map((bytes) => bytes.slice()) } : feature;
}

async function scan<T>(
  path: string,
  { signal, verify = false }: IndexOptions,
  visit: (source: ByteSource, record: RecordLocation) => T,
): Promise<T[]> {
  signal?.throwIfAborted();
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const source = new FileWindow(file.fd, (await file.stat()).size);
    const found: T[] = [];
    for (let offset = 0; offset < source.length; ) {
      const header = source.subarray(offset, offset + recordHeaderLength);
      const length = recordDataLength(header, { path, offset }) + recordOverhead;
      if (offset + length > source.length) throw corrupt("a record is cut", { path, offset });
      const record = { offset, length };
      if (verify) decodeRecord(source.subarray(offset, offset + length), { path, offset });
      found.push(visit(source, record));
      offset += length;
      // The reads block for microseconds each; now and then others get their turn.
      if (found.length % 256 === 0) await setImmediate();
      signal?.throwIfAborted();
    }
    return found;
  } catch (error) {
    throw asFileError(error, path);
  } finally {
    await file?.close();
  }
}

const windowLength = 4096;

/** A file through a small window that follows the reads: what lies near a read costs nothing more. */
class FileWindow implements ByteSource {
  readonly length: number;
  readonly #fd: number;
  #window: Uint8Array = new Uint8Array(0);
  #start = 0;

  constructor(fd: number, length: number) {
    this.#fd = fd;
    this.length = length;
  }

  /** Fewer bytes where the file ends. */
  subarray(start: number, end: number): Uint8Array {
    if (end - start > windowLength) return this.#read(end - start, start);
    if (start < this.#start || end > this.#start + this.#window.length) {
      // A new buffer each time: views of the one before stay what they are.
      this.#window = this.#read(windowLength, start);
      this.#start = start;
    }
    return this.#window.subarray(start - this.#start, end - this.#start);
  }

  #read(length: number, position: number): Uint8Array {
    const into = new Uint8Array(length);
    let filled = 0;
    while (filled < into.length) {
      const read = readSync(this.#fd, into, filled, into.length - filled, position + filled);
      if (read === 0) break;
      filled += read;
    }
    return into.subarray(0, filled);
  }
}
