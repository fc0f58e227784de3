import { ImageNetV2Error } from "@imagenet-v2/core";
import { abortSignal, messageOf, parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { type ByteReadOptions, type ByteSource, requireInside } from "./byte-source.ts";
import { JoinedReads } from "./http/joined-reads.ts";
import { openUrl, type Remote, readRange } from "./http/range-request.ts";
import { parseUrl, shownUrl } from "./http/url.ts";

/** How a URL is opened. */
export interface HttpSourceOptions {
  /** Makes the requests. Default: the platform's */
  readonly fetch?: typeof fetch | undefined;
  /** Sent with each request, to wherever a redirect leads, too: `{ authorization: "Bearer …" }` */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Ends the opening. Each read has a signal of its own. */
  readonly signal?: AbortSignal | undefined;
}

const schema = z.strictObject({
  fetch: z.custom<typeof fetch>((value) => typeof value === "function").optional(),
  headers: z.record(z.string(), z.string()).optional(),
  signal: abortSignal.optional(),
});

/**
 * A file behind a URL, of which only what is read is transferred. One request of a single byte asks for its
 * size and for a validator (a strong ETag, else Last-Modified), which each later answer is held against: a file
 * that changed is DATA_CHANGED, never a mix of both. Of a server that gives no validator, only another size is
 * noticed; `identity` is then undefined.
 *
 * Reads that are asked for in one turn of the event loop share a request where at most 64 KiB lie between them
 * and the request stays under 8 MiB. Up to 8 requests run at once. A failed request is not repeated.
 *
 * @throws INVALID_OPTION; NETWORK, also where the server does not serve ranges or does not tell the size;
 *   HTTP_STATUS; `signal.reason`
 */
export async function httpSource(
  url: string | URL,
  options: HttpSourceOptions = {},
): Promise<ByteSource> {
  const given = parseOptions(schema, options, "httpSource");
  const remote: Remote = {
    url: parseUrl(url),
    headers: parseHeaders(given.headers),
    fetch: given.fetch ?? fetch,
  };
  const { size, validator } = await openUrl(remote, given.signal);
  return new HttpSource(remote, size, validator);
}

class HttpSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly identity: string | undefined;
  readonly #reads: JoinedReads;

  constructor(remote: Remote, size: number, validator: string | undefined) {
    this.name = shownUrl(remote.url);
    this.size = size;
    this.identity = validator;
    this.#reads = new JoinedReads((offset, length, signal) =>
      readRange(remote, { offset, length, size, validator }, signal),
    );
  }

  async read(offset: number, length: number, { signal }: ByteReadOptions = {}) {
    requireInside(this, offset, length);
    signal?.throwIfAborted();
    return length === 0 ? new Uint8Array(0) : this.#reads.read(offset, length, signal);
  }
}

function parseHeaders(given: Readonly<Record<string, string>> | undefined): Headers {
  try {
    return new Headers(given);
  } catch (cause) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `httpSource: headers: ${messageOf(cause)}.`,
      { option: "headers" },
      { cause },
    );
  }
}
