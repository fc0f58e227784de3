import dns from "node:dns";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { LookupFunction, Socket } from "node:net";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { addressAtProxy, addressOf, bareHost, tunnelAddress } from "./address.ts";
import type { Attempt } from "./attempt.ts";
import { authorities } from "./authorities.ts";
import { basicAuthorization } from "./credentials.ts";
import { bodyOf, exchange } from "./exchange.ts";
import { type Hop, networkFailure } from "./failure.ts";
import { isLocalOnly } from "./local-only.ts";
import { proxyFor } from "./proxy.ts";
import { redirectTarget } from "./redirect.ts";
import type { Answer } from "./transport.ts";
import { shown } from "./url.ts";

export interface GetOptions {
  /** Headers for every server on the way. */
  readonly headers: Readonly<Record<string, string>>;
  /** Gives the `Authorization` for a server, asked again at each redirect. */
  readonly authorization?: ((url: URL) => string | undefined) | undefined;
  /** PEM certificates to trust besides the well-known ones and those of `NODE_EXTRA_CA_CERTS`. */
  readonly ca?: string | undefined;
  readonly attempt: Attempt;
}

const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * GET over `node:http` and `node:https`, with redirects followed by our own rules. Not `fetch` or
 * undici: those ask for compressed bytes and hide it, ignore proxies on Node 20, and undici 7 can end
 * the process while a slow reader takes an answer without a length.
 *
 * @throws NETWORK, or Transient around it
 */
export async function get(url: URL, options: GetOptions): Promise<Answer> {
  const { attempt } = options;
  const visited = [url];
  let outside = false;
  let linkedSha256: string | undefined;
  for (;;) {
    const at = visited.at(-1) as URL;
    const hop = { url: at, proxy: proxyFor(at), attempt };
    const answer = await send(hop, options, outside);
    const { statusCode: status = 0, headers } = answer;
    if (!redirects.has(status)) {
      const body = bodyOf(answer, hop);
      const redirected = visited.length > 1;
      return { status, headers, body, url: at, redirected, linkedSha256, hidesHeaders: false };
    }
    outside ||= isOutside(answer, hop);
    linkedSha256 =
      /^"?([0-9a-f]{64})"?$/.exec(String(headers["x-linked-etag"]))?.[1] ?? linkedSha256;
    answer.destroy();
    attempt.waiting();
    visited.push(redirectTarget(headers.location, visited, outside));
  }
}

async function send(hop: Hop, options: GetOptions, outside: boolean): Promise<IncomingMessage> {
  const { url, proxy, attempt } = hop;
  const trust = options.ca === undefined ? {} : { ca: authorities(options.ca) };
  const common = { ...trust, signal: attempt.signal };
  const request = (address: http.RequestOptions) =>
    (address.protocol === "https:" ? https : http).request({ ...common, ...address });

  let address: http.RequestOptions & { socket?: Socket } = addressOf(url);
  if (proxy === undefined) {
    if (outside) address = { ...address, lookup: lookupOutside };
  } else if (url.protocol === "http:") {
    address = addressAtProxy(url, proxy);
  } else {
    const tunnel = await exchange(request(tunnelAddress(url, proxy)), hop);
    const { statusCode = 0, socket } = tunnel;
    if (statusCode < 200 || statusCode > 299) {
      socket.destroy();
      // The rest is the proxy's word for why there is no tunnel; it may not send us elsewhere.
      if (!redirects.has(statusCode)) return tunnel;
      throw networkFailure(new Error(`the proxy answered ${statusCode}`), hop);
    }
    address = { ...address, socket };
  }
  const authorization = options.authorization?.(url) ?? basicAuthorization(url);
  const headers = {
    "user-agent": "imagenet-v2",
    accept: "*/*",
    ...options.headers,
    ...address.headers,
    ...(authorization === undefined ? {} : { authorization }),
  };
  return exchange(request({ ...address, headers }), hop);
}

/**
 * Whether an answer came from another machine. A proxy's own address says nothing of the server behind
 * it, and a connection that is closed already has none: there the URL's host decides.
 */
function isOutside({ socket }: IncomingMessage, { url, proxy }: Hop): boolean {
  const address = proxy === undefined ? socket.remoteAddress : undefined;
  return !isLocalOnly(address ?? bareHost(url));
}

/** DNS for the targets of redirects, where a name out there must not mean this machine. */
const lookupOutside: LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    const own = addresses.find(({ address }) => isLocalOnly(address));
    if (own !== undefined) {
      const refused = new ImageNetV2Error(
        "NETWORK",
        `A redirect leads to ${hostname}, which is this machine itself or what serves it alone (${own.address}).`,
        { url: shown(`http://${hostname}/`) },
      );
      return callback(refused, []);
    }
    const [first] = addresses;
    return options.all || first === undefined
      ? callback(null, addresses)
      : callback(null, first.address, first.family);
  });
};
