import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Who may ask. */
export interface Access {
  /** Names, without port, under which the server may be asked. */
  readonly hosts: ReadonlySet<string>;
  /** Without it nobody gets anything; it comes once in the address and then as a cookie. */
  readonly token?: string | undefined;
}

/** Names that always mean this machine. */
export const loopbackHosts: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** Why a request is turned away. */
export interface DeclineReason {
  readonly status: 400 | 401 | 403 | 405 | 414 | 417;
  readonly message: string;
}

const longestAddress = 2048;
const cookieName = "imagenet-v2-explorer";

/**
 * Judges a request by its head, before anything is done for it. A page of another site can make a
 * browser ask 127.0.0.1, under its own name even (DNS rebinding): it is told apart by `Host`, `Origin`
 * and `Sec-Fetch-Site`, which no page can set.
 */
export function refuse(request: IncomingMessage, access: Access): DeclineReason | undefined {
  const { method, url = "", headers } = request;
  if (method !== "GET" && method !== "HEAD") {
    return { status: 405, message: "Only GET and HEAD are answered." };
  }
  if (url.length > longestAddress) return { status: 414, message: "The address is too long." };
  if (!url.startsWith("/")) return { status: 400, message: "The address begins with a slash." };
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== "100-continue") {
    return { status: 417, message: "Nothing can be expected but 100-continue." };
  }
  if (headers.host === undefined && request.httpVersion === "1.1") {
    return { status: 400, message: "HTTP/1.1 asks with a host." };
  }
  const host = hostName(headers.host);
  if (host === undefined || !access.hosts.has(host)) {
    return { status: 403, message: "The explorer is not known under this host name." };
  }
  if (headers.origin !== undefined && hostOf(headers.origin) !== headers.host?.toLowerCase()) {
    return { status: 403, message: "Pages of other sites are not answered." };
  }
  if (headers["sec-fetch-site"] === "cross-site" && headers["sec-fetch-mode"] !== "navigate") {
    return { status: 403, message: "Pages of other sites are not answered." };
  }
  if (access.token !== undefined && !knowsToken(request, access.token)) {
    return { status: 401, message: "Open the address that was printed, with its token." };
  }
  return undefined;
}

/** The cookie that stands for the token from then on; out of reach of scripts and of other sites. */
export function tokenCookie(token: string): string {
  return `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/`;
}

/** Whether the token is in the address itself, where it should not stay. */
export function hasTokenInAddress(request: IncomingMessage): boolean {
  return tokenInAddress(request) !== undefined;
}

function knowsToken(request: IncomingMessage, token: string): boolean {
  const cookies = request.headers.cookie?.split(/;\s*/) ?? [];
  const offered = [
    tokenInAddress(request),
    ...cookies
      .filter((cookie) => cookie.startsWith(`${cookieName}=`))
      .map((cookie) => cookie.slice(cookieName.length + 1)),
  ];
  return offered.some((each) => each !== undefined && sameText(each, token));
}

function tokenInAddress({ url = "" }: IncomingMessage): string | undefined {
  const query = url.indexOf("?");
  return query < 0
    ? undefined
    : (new URLSearchParams(url.slice(query + 1)).get("token") ?? undefined);
}

/** Takes the same time wherever the two differ. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** `localhost` of `localhost:4000`, `[::1]` of `[::1]:4000`. */
function hostName(host: string | undefined): string | undefined {
  return host === undefined ? undefined : host.toLowerCase().replace(/:\d+$/, "");
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
