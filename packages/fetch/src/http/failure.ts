import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import { type Attempt, Stalled } from "./attempt.ts";
import { proxyLabel } from "./proxy.ts";
import { Transient } from "./transient.ts";
import { shown } from "./url.ts";

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

/** The certificate is the problem, and no repetition makes it better. */
const untrusted = /CERT|SELF_SIGNED|ALTNAME/;

/** One request on the way to a file, and whom it is sent to. */
export interface Hop {
  readonly url: URL;
  readonly proxy: URL | undefined;
  readonly attempt: Attempt;
}

/**
 * What ended a request, typed. Whatever it is, it came from the network: a bad certificate is final,
 * everything else {@link Transient}. Only the caller's reason for an abort and errors that are typed
 * already pass through.
 */
export function networkFailure(error: unknown, { url, proxy, attempt }: Hop): unknown {
  const cause = attempt.reason(error);
  if (attempt.signal.aborted && !(cause instanceof Stalled)) return cause;
  if (isImageNetV2Error(cause)) return cause;
  const code = codeOf(cause);
  const by = proxy === undefined ? "" : ` (through the proxy ${proxyLabel(proxy)})`;
  const typed = (hint: string) =>
    new ImageNetV2Error(
      "NETWORK",
      `${shown(url)}${by}: ${reasonOf(cause, code)}.`,
      { url: shown(url) },
      { hint, cause },
    );
  if (untrusted.test(code)) {
    return typed(
      "If your network has a certificate authority of its own, name its file in NODE_EXTRA_CA_CERTS.",
    );
  }
  return new Transient(
    typed("Try again: what is there already is kept. Behind a proxy, set HTTPS_PROXY."),
  );
}

function reasonOf(error: unknown, code: string): string {
  if (code.startsWith("HPE_") && !(code in reasons)) return "its answer is not HTTP";
  return reasons[code] ?? messageOf(error);
}

/** A happy-eyeballs failure has a code of its own only on its parts. */
function codeOf(error: unknown): string {
  const parts: unknown[] = (error as Partial<AggregateError> | undefined)?.errors ?? [];
  const codes = [error, ...parts].map((part) => (part as NodeJS.ErrnoException | undefined)?.code);
  return codes.find((code) => typeof code === "string") ?? "";
}
