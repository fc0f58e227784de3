import { ImageNetV2Error } from "@imagenet-v2/core";
import { Stalled } from "./attempt.ts";
import { shown } from "./url.ts";

/**
 * A failure that may pass by itself. When patience ends, `error` is what the caller gets.
 */
export class Transient extends Error {
  override readonly name = "Transient";
  readonly error: ImageNetV2Error;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(error: ImageNetV2Error, retryAfter?: number | undefined) {
    super(error.message);
    this.error = error;
    this.retryAfter = retryAfter;
  }
}

/** What the system's and Node's codes mean in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: "its name is not known to DNS",
  EAI_AGAIN: "DNS does not answer",
  ECONNREFUSED: "it refuses the connection",
  ECONNRESET: "the connection broke",
  EPIPE: "the connection broke",
  ETIMEDOUT: "it does not answer",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no network",
  HPE_HEADER_OVERFLOW: "its headers are too long",
};

/** Codes of the system, of Node's HTTP parser and of TLS; not of Node's argument checks. */
const onTheWire =
  /^(?:E(?!RR_)[A-Z]|HPE_|ERR_(?:TLS|SSL|STREAM|SOCKET|HTTP)_|CERT_|.*(?:CERT|SIGN))/;

/** The certificate is the problem, and no repetition makes it better. */
const untrusted = /CERT|SELF_SIGNED|ALTNAME/;

/**
 * What went wrong on the wire, typed. A broken connection is {@link Transient}; a bad certificate is
 * not. Errors that are typed already pass through.
 *
 * @param proxy the proxy asked, as it may be shown
 */
export function networkFailure(error: unknown, url: URL, proxy?: string | undefined): unknown {
  if (!(error instanceof Error) || error instanceof Transient || error instanceof ImageNetV2Error) {
    return error;
  }
  const code = codeOf(error);
  if (!(error instanceof Stalled) && !onTheWire.test(code ?? "")) return error;
  const why =
    reasons[code ?? ""] ?? (code?.startsWith("HPE_") ? "its answer is not HTTP" : error.message);
  const by = proxy === undefined ? "" : ` (through the proxy ${proxy})`;
  const typed = (hint: string) =>
    new ImageNetV2Error(
      "NETWORK",
      `${shown(url)}${by}: ${why}.`,
      { url: shown(url) },
      { hint, cause: error },
    );
  if (code !== undefined && untrusted.test(code)) {
    return typed(
      "If your network has a certificate authority of its own, name its file in NODE_EXTRA_CA_CERTS.",
    );
  }
  return new Transient(
    typed("Try again: what is there already is kept. Behind a proxy, set HTTPS_PROXY."),
  );
}

/** A happy-eyeballs failure has a code of its own only on its parts. */
function codeOf(error: Error): string | undefined {
  const own = (error as NodeJS.ErrnoException).code;
  if (typeof own === "string" || !(error instanceof AggregateError)) return own;
  return (error.errors[0] as NodeJS.ErrnoException | undefined)?.code;
}
