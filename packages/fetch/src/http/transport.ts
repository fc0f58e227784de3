import type { Attempt } from "./attempt.ts";

/** What is looked at of an answer's headers. */
export interface AnswerHeaders {
  readonly "content-encoding"?: string | undefined;
  readonly "content-length"?: string | undefined;
  readonly "content-range"?: string | undefined;
  readonly "content-type"?: string | undefined;
  readonly etag?: string | undefined;
  readonly "retry-after"?: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: AsyncIterable<Uint8Array>;
  /** Where the answer came from in the end. */
  readonly url: URL;
  readonly redirected: boolean;
  /** The checksum that the Hugging Face hub tells of the file it redirects to. */
  readonly linkedSha256: string | undefined;
  /** Whether the server decides which headers are shown: of another origin, in a page. */
  readonly hidesHeaders: boolean;
}

/**
 * Asks a server, by the means of the platform. The attempt ends it, with its connection.
 *
 * @param headers for every server on the way
 * @throws NETWORK, or Transient around it
 */
export type Get = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  attempt: Attempt,
) => Promise<Answer>;
