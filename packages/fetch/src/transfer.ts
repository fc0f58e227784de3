import { ImageNetV2Error } from "@imagenet-v2/core";
import { sleep } from "@imagenet-v2/storage/internal";
import { Expired, endsAt, type Judged, judge, OddRange } from "./answer.ts";
import { Attempt } from "./http/attempt.ts";
import { Transient } from "./http/transient.ts";
import type { Get } from "./http/transport.ts";
import { shown } from "./http/url.ts";
import type { PartState } from "./part-state.ts";
import type { Reporter } from "./reporter.ts";
import { type Wanted, wrongKind, wrongSize } from "./wanted.ts";

/** The first pause lasts at most this long, and each further one at most twice the last. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A server that asks for a longer pause is asked again after this one. */
const LONGEST_RETRY_AFTER_MS = 20_000;

/** Thrown where a stretch of a file is wanted, and the server gives none but from the beginning. */
export class NoRanges extends Error {
  override readonly name = "NoRanges";
}

/** Where bytes go, in order: a part on the disk, or a stretch in memory. */
export interface Sink {
  /** The offset in the file of the next byte it wants. */
  readonly bytes: number;
  /** The offset behind the last byte it wants. Default: the end of the file. */
  readonly end?: number | undefined;
  /** Where the bytes so far came from. */
  readonly state: PartState | undefined;
  remember(state: PartState): Promise<void>;
  append(chunk: Uint8Array): Promise<void>;
  /** Forgets all bytes that came. */
  restart(): Promise<void>;
}

export interface TransferOptions {
  /** How often to try again without getting further than ever before. */
  readonly retries: number;
  /** Milliseconds of silence after which a connection counts as dead. */
  readonly stallTimeout: number;
  readonly get: Get;
  readonly signal: AbortSignal | undefined;
  readonly reporter: Reporter;
}

/**
 * Brings the bytes of `source` into `part`, up to the end or as far as patience goes. Whether they are
 * the right ones is for the checksum to say; here only size and headers are looked at.
 *
 * @throws NETWORK, HTTP_STATUS, SIZE_MISMATCH, NOT_AN_ARCHIVE, CHECKSUM_MISMATCH, DISK_FULL, IO
 */
export async function transfer(
  part: Sink,
  source: URL,
  wanted: Wanted,
  options: TransferOptions,
): Promise<void> {
  const { reporter } = options;
  // Measured against the highest offset ever reached: a server that ignores Range and breaks off
  // sends bytes for ever and brings nothing.
  let highest = part.bytes;
  let failures = 0;
  let validated = true;
  let last: Transient | undefined;
  for (;;) {
    try {
      await request(part, source, wanted, { ...options, validated });
      if (isDone(part, wanted) || wanted.bytes === undefined) return;
      // A server may send less than was asked for, but not nothing.
      if (part.bytes <= highest) throw endedEarly(source);
      failures = 0;
    } catch (error) {
      if (!(error instanceof Transient)) throw error;
      if (part.bytes > highest) failures = 0;
      failures += 1;
      // Where asking for the very same file gets nowhere (some hosts have a validator for each of
      // their machines), its rest is asked for without that, and the checksum decides.
      if (failures === 2) validated = false;
      // Every try begins at the first URL, so a second refusal is meant.
      const refused = error instanceof Expired && last instanceof Expired;
      if (refused || failures > options.retries) throw error.error;
      last = error;
      highest = Math.max(highest, part.bytes);
      if (error instanceof OddRange) await part.restart();
      reporter.tell({ retries: reporter.progress.retries + 1 });
      await pause(error, failures, options);
    }
    highest = Math.max(highest, part.bytes);
  }
}

/** One request, from where the part ends. Its answer may end before the file does. */
async function request(
  part: Sink,
  source: URL,
  wanted: Wanted,
  options: TransferOptions & { readonly validated: boolean },
): Promise<void> {
  const { get, stallTimeout, signal, reporter, validated } = options;
  if (isDone(part, wanted)) return;
  const attempt = new Attempt(stallTimeout, signal);
  try {
    reporter.tell({ phase: "connecting", bytes: part.bytes });
    const same = validated && part.state?.url === shown(source);
    const etag = same ? part.state?.etag : undefined;
    const headers = rangeHeaders(part, etag);
    const answer = await get(source, headers, attempt);
    if (wanted.bytes === undefined && endsAt(part.bytes, answer)) return;
    const judged = await judge(answer, wanted, part.bytes, headers["if-range"]);
    const again = judged.from !== part.bytes;
    if (again) await part.restart();
    if (judged.from !== part.bytes)
      throw new NoRanges("the server sends files only from the start");
    await part.remember({ url: shown(source), etag: judged.etag });
    const note = again
      ? `${shown(source)}: the server sends the file from its beginning, not the rest that was asked for.`
      : undefined;
    reporter.tell({ phase: "downloading", bytes: part.bytes, total: judged.total, note });

    attempt.waiting();
    for await (const chunk of answer.body) {
      attempt.came();
      await add(chunk, part, source, wanted, judged);
      reporter.bytes(part.bytes);
      if (isDone(part, wanted) && part.end !== undefined) break;
      attempt.waiting();
    }
    const short = wanted.bytes === undefined && part.bytes < (judged.total ?? 0);
    if (short) throw endedEarly(source);
  } catch (error) {
    // An abort is the reason for whatever it broke.
    throw signal?.aborted ? signal.reason : error;
  } finally {
    attempt.end();
  }
}

async function add(
  chunk: Uint8Array,
  part: Sink,
  source: URL,
  wanted: Wanted,
  { length }: Judged,
): Promise<void> {
  if (part.bytes === 0 && length === undefined) {
    const wrong = wrongKind(wanted, shown(source), chunk);
    if (wrong !== undefined) throw wrong;
  }
  const bytes = part.bytes + chunk.length;
  if (wanted.bytes !== undefined && bytes > wanted.bytes) {
    await part.restart();
    throw wrongSize(wanted, shown(source), bytes);
  }
  await part.append(chunk);
}

function endedEarly(source: URL): Transient {
  return new Transient(
    new ImageNetV2Error(
      "NETWORK",
      `${shown(source)}: the answer ended before the file did.`,
      { url: shown(source) },
      { hint: "Try again: what is there already is kept." },
    ),
  );
}

function isDone({ bytes, end }: Sink, wanted: Wanted): boolean {
  return bytes === (end ?? wanted.bytes);
}

function rangeHeaders(
  { bytes, end }: Sink,
  etag: string | undefined,
): Record<string, string> & { "if-range"?: string } {
  // Compressed, offsets and lengths would not be the file's.
  const headers = { "accept-encoding": "identity" };
  if (bytes === 0 && end === undefined) return headers;
  const range = { ...headers, range: `bytes=${bytes}-${end === undefined ? "" : end - 1}` };
  return etag === undefined ? range : { ...range, "if-range": etag };
}

/** Waits before the next try: as long as the server asked, else a random time that grows. */
async function pause(
  { message, retryAfter }: Transient,
  failures: number,
  { signal, reporter }: TransferOptions,
): Promise<void> {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
  const milliseconds =
    retryAfter === undefined
      ? Math.random() * longest
      : Math.min(retryAfter, LONGEST_RETRY_AFTER_MS);
  const asked =
    retryAfter === undefined ? "" : ` It asks to wait ${Math.ceil(retryAfter / 1000)} s.`;
  const seconds = (milliseconds / 1000).toFixed(1);
  reporter.tell({ phase: "retrying", note: `${message}${asked} Trying again in ${seconds} s.` });
  await sleep(milliseconds, signal);
}
