import { takingTurns } from "@imagenet-v2/storage/internal";
import { ioError } from "@imagenet-v2/storage/internal/node";
import { openFile } from "@imagenet-v2/storage/node";
import { corrupt } from "../../corrupt.ts";
import { crc32c, masked } from "../../crc32c.ts";
import { type ExampleFeature, locateFeatures, readFeature, type TFExample } from "../../example.ts";
import { recordDataLength, recordHeaderLength, recordOverhead } from "../../framing.ts";
import { beyond, limits } from "../../limits.ts";
import { FileWindow } from "./file-window.ts";

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
 * @throws UNSUPPORTED for more than a million records
 * @throws NOT_FOUND, NOT_A_FILE, IO
 * @throws the signal's reason
 */
export function indexRecords(path: string, options: IndexOptions = {}): Promise<RecordLocation[]> {
  return scan(path, options, (_, record) => record);
}

/** A record that holds a `tf.train.Example`, of which the long features were not read. */
export interface ExampleLocation extends RecordLocation {
  readonly example: TFExample;
  /** Where in the file the values of the features that were not read lie. */
  readonly ranges: Readonly<Record<string, { readonly offset: number; readonly length: number }>>;
}

/**
 * The examples of a TFRecord file without their long features, found by reading around these: one read
 * of a few kilobytes an example.
 *
 * @param long features that hold one long value, of which only the place is wanted: `["image"]`
 * @throws CORRUPT_DATA also where a long feature does not hold exactly one bytes value
 * @throws UNSUPPORTED also for more than 10,000 fields, or 64 KiB of other features, in an example
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
    const [start, end] = dataOf(record);
    const example: Record<string, ExampleFeature> = Object.create(null);
    const ranges: Record<string, { offset: number; length: number }> = Object.create(null);
    const features = locateFeatures(source, start, end, { path }, limits.indexedFields);
    for (const [name, located] of features) {
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

/** Where the data of a record begin and end. */
function dataOf({ offset, length }: RecordLocation): [start: number, end: number] {
  return [offset + recordHeaderLength, offset + length - (recordOverhead - recordHeaderLength)];
}

async function scan<T>(
  path: string,
  { signal, verify = false }: IndexOptions,
  visit: (source: FileWindow, record: RecordLocation) => T,
): Promise<T[]> {
  signal?.throwIfAborted();
  const file = await openFile(path);
  const turn = takingTurns(signal);
  try {
    const source = new FileWindow(file.fd, (await file.stat()).size, path);
    const found: T[] = [];
    for (let offset = 0; offset < source.length; ) {
      if (found.length === limits.records) {
        const what = `more than ${limits.records} records`;
        throw beyond(what, "Write them to several files.", { path, offset });
      }
      source.allow(limits.indexedBytes);
      const header = source.subarray(offset, offset + recordHeaderLength);
      const length = recordDataLength(header, { path, offset }) + recordOverhead;
      if (offset + length > source.length) throw corrupt("a record is cut", { path, offset });
      const record = { offset, length };
      if (verify) await checkData(source, record, path, turn);
      found.push(visit(source, record));
      offset += length;
      await turn();
    }
    return found;
  } catch (error) {
    throw ioError(error, path);
  } finally {
    await file.close();
  }
}

const pieceLength = 2 ** 20;

/** Checks the CRC of a record's data, a piece at a time. @throws CORRUPT_DATA */
async function checkData(
  source: FileWindow,
  record: RecordLocation,
  path: string,
  turn: () => Promise<void>,
): Promise<void> {
  const [start, end] = dataOf(record);
  let crc = 0;
  for (let at = start; at < end; at += pieceLength) {
    crc = crc32c(source.read(at, Math.min(pieceLength, end - at)), crc);
    await turn();
  }
  const stored = source.read(end, 4);
  if (
    stored.length < 4 ||
    new DataView(stored.buffer, stored.byteOffset).getUint32(0, true) !== masked(crc)
  ) {
    throw corrupt("a record has a wrong checksum", { path, offset: record.offset });
  }
}
