import { ImageNetV2Error } from "@imagenet-v2/core";
import {
  type ContentRange,
  parseContentRange,
  parseUnsatisfiedRange,
  strongEtag,
} from "@imagenet-v2/storage/internal";
import { parseRetryAfter } from "./http/retry-after.ts";
import { Transient } from "./http/transient.ts";
import type { Answer } from "./http/transport.ts";
import { shown } from "./http/url.ts";
import { type Wanted, wayOut, wrongChecksum, wrongKind, wrongSize } from "./wanted.ts";

/** Thrown when an answer to a Range request cannot be trusted: the part must be begun anew. */
export class OddRange extends Transient {}

/** Thrown when the address behind a redirect refuses: it may have been signed for a time that is over. */
export class Expired extends Transient {}

export interface Judged {
  /** The offset of the body's first byte. */
  readonly from: number;
  /** How many bytes the body should have; undefined where the server does not say. */
  readonly length: number | undefined;
  /** The size of the whole file; undefined where nobody knows. */
  readonly total: number | undefined;
  /** A validator that a later `If-Range` may name. */
  readonly etag: string | undefined;
}

/**
 * Whether an answer's body may be written at `offset`, judged by status and headers alone.
 *
 * @param offset the first byte asked for
 * @param etag the validator that was asked with
 * @throws HTTP_STATUS, SIZE_MISMATCH, NOT_AN_ARCHIVE, CHECKSUM_MISMATCH; Transient, OddRange
 */
export async function judge(
  answer: Answer,
  wanted: Wanted,
  offset: number,
  etag?: string | undefined,
): Promise<Judged> {
  const { status, headers, url, body, linkedSha256 } = answer;
  if (status !== 200 && status !== 206) throw statusFailure(answer, wanted, offset);
  const coding = headers["content-encoding"];
  if (coding !== undefined && coding.toLowerCase() !== "identity") {
    throw networkError(
      answer,
      wanted,
      `its answer is compressed (${coding}), though that was declined`,
    );
  }
  if (linkedSha256 !== undefined && linkedSha256 !== wanted.sha256) {
    const bytes = Number(headers["content-length"] ?? 0);
    throw wrongChecksum(wanted, shown(url), { sha256: linkedSha256, bytes }, await head(body));
  }
  const length = numberOrUndefined(headers["content-length"]);
  const strong = strongEtag(headers.etag);
  if (status === 200) {
    const surprise = length !== undefined && wanted.bytes !== undefined && length !== wanted.bytes;
    if (surprise) {
      const begin = await head(body);
      throw wrongKind(wanted, shown(url), begin) ?? wrongSize(wanted, shown(url), length, begin);
    }
    return { from: 0, length, total: wanted.bytes ?? length, etag: strong };
  }
  const range = parseContentRange(headers["content-range"]);
  const problem = oddity(range, headers["content-type"], wanted, offset);
  if (range === undefined || problem !== undefined) {
    throw new OddRange(networkError(answer, wanted, problem ?? unsaid(answer)));
  }
  if (etag !== undefined && strong !== undefined && strong !== etag) {
    throw new OddRange(networkError(answer, wanted, "the file changed there meanwhile"));
  }
  const { from, to, total } = range;
  return { from, length: to - from + 1, total: wanted.bytes ?? total, etag: strong };
}

/** Whether the server says that the file ends where the bytes so far do: none is missing. */
export function endsAt(offset: number, { status, headers }: Answer): boolean {
  return status === 416 && parseUnsatisfiedRange(headers["content-range"]) === offset;
}

function oddity(
  range: ContentRange | undefined,
  type: string | undefined,
  { bytes }: Wanted,
  offset: number,
): string | undefined {
  if (type?.startsWith("multipart/")) return "it sends several parts for one that was asked for";
  if (range === undefined) return undefined;
  if (range.from !== offset) return `it sends from byte ${range.from} in place of ${offset}`;
  if (bytes !== undefined && range.total !== undefined && range.total !== bytes) {
    return `it says the file has ${range.total} bytes in place of ${bytes}`;
  }
  return undefined;
}

/** Of a server of another origin, a page cannot tell whether the header is not there or not shown. */
function unsaid({ hidesHeaders }: Answer): string {
  return hidesHeaders
    ? "it sends a part, and access-control-expose-headers does not name content-range, etag: a page cannot tell which part it is"
    : "it sends a part and does not say which";
}

/** Statuses behind which there is an overloaded or restarting server. */
function mayPass(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

function statusFailure(answer: Answer, wanted: Wanted, offset: number): Error {
  const { status, headers, url, redirected } = answer;
  const error = new ImageNetV2Error(
    "HTTP_STATUS",
    `${shown(url)}: the server answered ${status}${meanings[status] ?? ""}.`,
    { url: shown(url), status },
    { hint: statusHints[status] ?? wayOut(wanted) },
  );
  if (status === 416 && offset > 0) return new OddRange(error);
  if (redirected && (status === 401 || status === 403)) return new Expired(error);
  if (mayPass(status)) return new Transient(error, parseRetryAfter(headers["retry-after"]));
  return error;
}

const meanings: Readonly<Record<number, string>> = {
  401: " (not authorized)",
  403: " (forbidden)",
  404: " (not found)",
  407: " (the proxy wants a user and password)",
  410: " (gone)",
  429: " (too many requests)",
  451: " (withheld for legal reasons)",
};

const statusHints: Readonly<Record<number, string>> = {
  401: "The server refuses: if it wants an account, set HF_TOKEN.",
  403: "The server refuses: if it wants an account, set HF_TOKEN; else use another mirror.",
  407: "Put them into HTTPS_PROXY: http://user:password@host:port.",
};

function networkError({ url }: Answer, wanted: Wanted, why: string) {
  return new ImageNetV2Error(
    "NETWORK",
    `${shown(url)}: ${why}.`,
    { url: shown(url) },
    { hint: wayOut(wanted) },
  );
}

function numberOrUndefined(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

/** The first bytes of a body that will not be read further. */
async function head(body: Answer["body"]): Promise<Uint8Array> {
  const begin = new Uint8Array(512);
  let bytes = 0;
  try {
    for await (const chunk of body) {
      const part = chunk.subarray(0, begin.length - bytes);
      begin.set(part, bytes);
      bytes += part.length;
      if (bytes === begin.length) break;
    }
  } catch {
    // What came is enough to name it by.
  }
  return begin.subarray(0, bytes);
}
