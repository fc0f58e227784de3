import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import { bufferFor, sourceChanged } from "../byte-source.ts";
import { orAbort } from "../on-abort.ts";
import { parseContentRange, parseUnsatisfiedRange } from "./content-range.ts";
import { strongEtag } from "./etag.ts";
import { shownUrl } from "./url.ts";

/** Where a file is, and how it is asked for. */
export interface Remote {
  readonly url: URL;
  readonly headers: Headers;
  readonly fetch: typeof fetch;
}

/** What is asked for, and of which file. */
export interface WantedRange {
  readonly offset: number;
  readonly length: number;
  readonly size: number;
  readonly validator: string | undefined;
}

const rangesNeeded =
  "Use a server that serves ranges (Accept-Ranges: bytes), or download the file and open that.";
const exposed =
  "In a page, a server of another origin must allow it (CORS), allow the headers Range and If-Range, and expose Content-Range and ETag.";

/** Asks for the first byte, and so for the size and the validator. */
export async function openUrl(
  remote: Remote,
  signal: AbortSignal | undefined,
): Promise<{ size: number; validator: string | undefined }> {
  const answer = await ask(remote, { range: "bytes=0-0" }, signal);
  const validator = validatorOf(answer);
  if (answer.status === 416 && parseUnsatisfiedRange(header(answer, "content-range")) === 0) {
    await discard(answer);
    return { size: 0, validator };
  }
  if (answer.status !== 206) throw await refused(remote, answer);
  const total = parseContentRange(header(answer, "content-range"))?.total;
  if (total === undefined) {
    throw await unusable(remote, answer, "it does not tell the size (Content-Range)", exposed);
  }
  await bodyOf(remote, answer, { offset: 0, length: 1, size: total, validator }, signal);
  return { size: total, validator };
}

/** Exactly these bytes. @throws DATA_CHANGED, NETWORK, HTTP_STATUS, `signal.reason` */
export async function readRange(
  remote: Remote,
  wanted: WantedRange,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const { offset, length, validator } = wanted;
  const ifRange = validator?.startsWith("W/") ? undefined : validator;
  const answer = await ask(
    remote,
    {
      range: `bytes=${offset}-${offset + length - 1}`,
      ...(ifRange === undefined ? {} : { "if-range": ifRange }),
    },
    signal,
  );
  const change = changeOf(answer, wanted);
  if (change !== undefined) {
    await discard(answer);
    throw sourceChanged(shownUrl(remote.url), change);
  }
  if (answer.status !== 206) throw await refused(remote, answer);
  return bodyOf(remote, answer, wanted, signal);
}

/** How an answer shows that the file is another than `wanted` says; undefined where it does not. */
function changeOf(answer: Response, { size, validator }: WantedRange): string | undefined {
  if (![200, 206, 416].includes(answer.status)) return undefined;
  const total = totalOf(answer);
  if (total !== undefined && total !== size) return `it has ${total} bytes in place of ${size}`;
  if (answer.status === 416 || validator === undefined) return undefined;
  const kind = /^(W\/)?"/.test(validator) ? "etag" : "last-modified";
  const current = header(answer, kind);
  // A 206 need not repeat what was asked with: that it is a 206 says that it still holds.
  return current === undefined || current === validator
    ? undefined
    : `its ${kind} is ${current} in place of ${validator}`;
}

/** The size of the whole file, as far as an answer tells it. */
function totalOf(answer: Response): number | undefined {
  if (answer.status === 200) {
    const length = header(answer, "content-length");
    const compressed = answer.headers.has("content-encoding");
    return length === undefined || compressed ? undefined : Number(length);
  }
  const range = header(answer, "content-range");
  return parseContentRange(range)?.total ?? parseUnsatisfiedRange(range);
}

async function ask(
  remote: Remote,
  range: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const headers = new Headers(remote.headers);
  // With a Range, `fetch` itself declines compression: a range of compressed bytes is none of the file's.
  headers.delete("accept-encoding");
  for (const [name, value] of Object.entries(range)) headers.set(name, value);
  const init = { headers, ...(signal === undefined ? {} : { signal }) };
  const { fetch, url } = remote;
  const answer = await network(remote, signal, () => fetch(url, init));
  if (isResponse(answer)) return answer;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    "httpSource: fetch: what it gave is not a Response with a body that is a ReadableStream.",
    { option: "fetch" },
    { hint: "Give a function that does as the platform's fetch does." },
  );
}

function isResponse(value: unknown): value is Response {
  const { status, headers, body } = (value ?? {}) as Partial<Response>;
  return (
    typeof status === "number" &&
    typeof headers?.get === "function" &&
    (body === null || typeof body?.getReader === "function")
  );
}

/** The body, once headers and bytes prove to be the range that was asked for. */
async function bodyOf(
  remote: Remote,
  answer: Response,
  { offset, length, size }: WantedRange,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const coding = header(answer, "content-encoding");
  if (coding !== undefined && coding.toLowerCase() !== "identity") {
    throw await unusable(remote, answer, `its answer is compressed (${coding})`);
  }
  const text = header(answer, "content-range");
  const range = parseContentRange(text);
  if (range === undefined) {
    const why =
      text === undefined ? "without Content-Range" : "with a Content-Range that is not understood";
    throw await unusable(remote, answer, `it sends a part ${why}`, exposed);
  }
  if (range.from !== offset || range.to !== offset + length - 1 || range.total !== size) {
    const asked = `bytes ${offset}-${offset + length - 1}/${size}`;
    throw await unusable(remote, answer, `it sends ${text?.trim()} in place of ${asked}`);
  }
  return network(remote, signal, () => exactly(remote, answer, length));
}

async function exactly(remote: Remote, { body }: Response, length: number) {
  const bytes = bufferFor(shownUrl(remote.url), length);
  const reader = body?.getReader();
  let done = 0;
  for (;;) {
    const chunk = (await reader?.read())?.value;
    if (chunk === undefined) break;
    if (chunk.length > length - done) {
      await reader?.cancel().catch(() => {});
      throw problem(remote, `it sends more than the ${length} bytes it announced`);
    }
    bytes.set(chunk, done);
    done += chunk.length;
  }
  if (done < length) throw problem(remote, `its answer ends after ${done} of ${length} bytes`);
  return bytes;
}

/** What `fetch` throws, typed. An injected one need not know signals: the wait ends all the same. */
async function network<T>(
  remote: Remote,
  signal: AbortSignal | undefined,
  work: () => T | Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await orAbort(work(), signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (isImageNetV2Error(error)) throw error;
    const cause = (error as { cause?: unknown } | undefined)?.cause ?? error;
    throw problem(remote, messageOf(cause), `Try again. ${exposed}`, error);
  }
}

/** An answer that is neither the range nor a change of the file. */
async function refused(remote: Remote, answer: Response): Promise<ImageNetV2Error> {
  const { status } = answer;
  if (status === 200) {
    return unusable(remote, answer, "it ignores Range and sends the whole file", rangesNeeded);
  }
  await discard(answer);
  const url = shownUrl(remote.url);
  const hints: Readonly<Record<number, string>> = {
    401: "Send what it wants to see as `headers: { authorization }`.",
    403: "Send what it wants to see as `headers: { authorization }`, or sign the URL again.",
    416: rangesNeeded,
  };
  return new ImageNetV2Error(
    "HTTP_STATUS",
    `${url}: the server answered ${status}${status === 416 ? " (it refuses the range)" : ""}.`,
    { url, status },
    { hint: hints[status] ?? "Check the URL, or try again later." },
  );
}

async function unusable(remote: Remote, answer: Response, why: string, hint = rangesNeeded) {
  await discard(answer);
  return problem(remote, why, hint);
}

function problem({ url }: Remote, why: string, hint = "Try again.", cause?: unknown) {
  const shown = shownUrl(url);
  return new ImageNetV2Error("NETWORK", `${shown}: ${why}.`, { url: shown }, { hint, cause });
}

/** Ends the connection of a body that nobody reads. */
async function discard({ body }: Response): Promise<void> {
  await body?.cancel().catch(() => {});
}

function validatorOf(answer: Response): string | undefined {
  const etag = header(answer, "etag");
  return strongEtag(etag) ?? header(answer, "last-modified") ?? etag;
}

function header({ headers }: Response, name: string): string | undefined {
  return headers.get(name) ?? undefined;
}
