import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import { type Attempt, Stalled } from "../http/attempt.ts";
import { Transient } from "../http/transient.ts";
import type { Answer, AnswerHeaders, Get } from "../http/transport.ts";
import { shown } from "../http/url.ts";
import { location, navigator } from "./page.ts";

/** The browser need not keep what we keep. `cache` is no part of Node's types. */
const unstored: object = { cache: "no-store" };

/**
 * {@link Get} over the browser's `fetch`, which follows redirects, chooses proxies and trusts certificates
 * by its own rules. Another origin must allow it (CORS), and is asked for nothing that it would have to
 * allow beforehand: without `If-Range`, the validator of the answer is looked at instead.
 *
 * @param authorization gives the `Authorization` for a server
 */
export function fetchGet(authorization: (url: URL) => string | undefined): Get {
  return async (url, headers, attempt) => {
    requirePlain(url);
    const { signal } = attempt;
    const token = authorization(url);
    const sent = {
      ...asked(url, headers),
      ...(token === undefined ? {} : { authorization: token }),
    };
    try {
      const response = await fetch(url, { headers: sent, signal, ...unstored });
      return answerOf(response, url, attempt);
    } catch (error) {
      throw await requestFailure(error, url, attempt);
    }
  };
}

function isOther(url: URL): boolean {
  return url.origin !== location?.origin;
}

function asked(url: URL, headers: Readonly<Record<string, string>>): Record<string, string> {
  // How an answer may be packed is the browser's to ask.
  const { "accept-encoding": _, "if-range": ifRange, ...sent } = headers;
  return ifRange === undefined || isOther(url) ? sent : { ...sent, "if-range": ifRange };
}

/** @throws INVALID_OPTION for a URL that `fetch` does not take */
function requirePlain(url: URL): void {
  if (url.username === "" && url.password === "") return;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${shown(url)}: a page asks for no URL with a user or password in it.`,
    { option: "baseUrl" },
    { hint: "Use a mirror that wants none, or download the archive and give it as `archive`." },
  );
}

function answerOf(response: Response, url: URL, attempt: Attempt): Answer {
  const { status, redirected } = response;
  const at = new URL(response.url || url);
  return {
    status,
    headers: headersOf(response),
    body: bodyOf(response, at, attempt),
    url: at,
    redirected,
    linkedSha256: undefined,
    hidesHeaders: isOther(at),
  };
}

function headersOf({ headers }: Response): AnswerHeaders {
  const all = Object.fromEntries(headers) as AnswerHeaders & Record<string, string>;
  if (all["content-encoding"] === undefined) return all;
  // The bytes come unpacked, and the length is that of the packed ones.
  return { ...all, "content-encoding": undefined, "content-length": undefined };
}

/** The body, read without the async iteration that Safari lacks. What breaks it is typed. */
async function* bodyOf({ body }: Response, url: URL, attempt: Attempt): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  for (;;) {
    const chunk = await reader?.read().catch((error: unknown) => {
      throw ownReason(error, attempt) ?? broken(attempt.reason(error), url);
    });
    if (chunk?.value === undefined) return;
    yield chunk.value;
  }
}

/** What ended a request before its answer, typed. `fetch` says the same of all causes: they are told apart by trying. */
async function requestFailure(error: unknown, url: URL, attempt: Attempt): Promise<unknown> {
  const own = ownReason(error, attempt);
  if (own !== undefined) return own;
  if (isOther(url) && (await hidesAnswers(url, attempt.signal))) return notAllowed(url);
  return broken(attempt.reason(error), url);
}

/** The caller's reason for an abort, and errors that are typed already. */
function ownReason(error: unknown, attempt: Attempt): unknown {
  const cause = attempt.reason(error);
  if (attempt.signal.aborted && !(cause instanceof Stalled)) return cause;
  return isImageNetV2Error(cause) ? cause : undefined;
}

/** Whether a server answers, and shows its answers to no page of this origin. */
async function hidesAnswers(url: URL, signal: AbortSignal): Promise<boolean> {
  const answers = async (mode: "cors" | "no-cors") => {
    const asking = fetch(url, { method: "HEAD", mode, signal, ...unstored });
    return asking.then(
      () => true,
      () => false,
    );
  };
  return (await answers("no-cors")) && !(await answers("cors"));
}

function notAllowed(url: URL): ImageNetV2Error {
  return new ImageNetV2Error(
    "NETWORK",
    `${shown(url)}: the server answers, and lets no page of ${location?.origin} see it: the header access-control-allow-origin is missing.`,
    { url: shown(url) },
    {
      hint: "The server must send `access-control-allow-origin: *`, and for resuming `access-control-expose-headers: content-range, etag`. Else use another mirror with `baseUrl`, or give the archive as `archive`.",
    },
  );
}

function broken(cause: unknown, url: URL): Transient {
  const why =
    navigator?.onLine === false ? "the browser is offline" : messageOf(cause).replace(/\.$/, "");
  return new Transient(
    new ImageNetV2Error(
      "NETWORK",
      `${shown(url)}: ${why}.`,
      { url: shown(url) },
      {
        hint: "Try again: what is there already is kept. A Content-Security-Policy of the page must name the server in connect-src.",
        cause,
      },
    ),
  );
}
