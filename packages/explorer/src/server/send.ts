import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import fresh from "fresh";
import rangeParser from "range-parser";
import { securityHeaders } from "../security/headers.ts";
import type { Answer } from "./answer.ts";

const cacheControl = {
  forever: "private, max-age=31536000, immutable",
  check: "private, no-cache",
  never: "no-store",
} satisfies Record<Answer["cache"], string>;

/** Sends an answer as RFC 9110 has it: validators, one byte range, HEAD without a body. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const { type, cache } = answer;
  const etag = `"${createHash("sha1").update(answer.body).digest("base64url")}"`;
  const headers: Record<string, string | number> = {
    ...securityHeaders,
    "Cache-Control": cacheControl[cache],
  };
  // What is left of a body that nobody reads must not hold the connection.
  if (request.method !== "GET" && request.method !== "HEAD") headers.Connection = "close";

  let { status, body } = answer;
  if (status === 200) {
    headers.ETag = etag;
    headers["Accept-Ranges"] = "bytes";
    if (fresh(request.headers, { etag })) {
      response.writeHead(304, headers).end();
      return;
    }
    const range = rangeOf(request, body.length, etag);
    if (range === "unsatisfiable") {
      status = 416;
      headers["Content-Range"] = `bytes */${body.length}`;
      body = new Uint8Array();
    } else if (range !== undefined) {
      status = 206;
      headers["Content-Range"] = `bytes ${range.start}-${range.end}/${body.length}`;
      body = body.subarray(range.start, range.end + 1);
    }
  }
  response.writeHead(status, { ...headers, "Content-Type": type, "Content-Length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** The range asked for; `undefined` for all of it, which also answers malformed and several ranges. */
function rangeOf(
  { headers }: IncomingMessage,
  size: number,
  etag: string,
): { start: number; end: number } | "unsatisfiable" | undefined {
  const { range, "if-range": ifRange } = headers;
  if (range === undefined || (ifRange !== undefined && ifRange !== etag)) return undefined;
  const ranges = rangeParser(size, range, { combine: true });
  if (ranges === -1) return "unsatisfiable";
  if (ranges === -2 || ranges.type !== "bytes" || ranges.length !== 1) return undefined;
  return ranges[0];
}
