import dns from "node:dns";
import http, { type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { addressOf, throughProxy } from "./address.ts";
import type { Attempt } from "./attempt.ts";
import { authorities } from "./authorities.ts";
import { networkFailure } from "./failure.ts";
import { proxyFor, proxyLabel } from "./proxy.ts";
import { isOwnMachine, redirectTarget } from "./redirect.ts";
import { shown } from "./url.ts";

export interface GetOptions {
  /** Headers for every server on the way. */
  readonly headers: Readonly<Record<string, string>>;
  /** Gives the `Authorization` for a server, asked anew at each redirect. */
  readonly authorization?: ((url: URL) => string | undefined) | undefined;
  /** PEM certificates to trust besides the well-known ones and those of `NODE_EXTRA_CA_CERTS`. */
  readonly ca?: string | undefined;
  readonly attempt: Attempt;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
  /** Where the answer came from in the end. */
  readonly url: URL;
  readonly redirected: boolean;
  /** The checksum that the Hugging Face hub tells of the file it redirects to. */
  readonly linkedSha256: string | undefined;
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
  const visited = [url];
  let outside = false;
  let linkedSha256: string | undefined;
  for (;;) {
    const at = visited.at(-1) as URL;
    const body = await send(at, options, outside);
    const { statusCode: status = 0, headers } = body;
    if (!redirects.has(status)) {
      return { status, headers, body, url: at, redirected: visited.length > 1, linkedSha256 };
    }
    if (visited.length === 1) {
      const address = body.socket.remoteAddress;
      outside = address !== undefined && !isOwnMachine(address);
    }
    linkedSha256 =
      /^"?([0-9a-f]{64})"?$/.exec(String(headers["x-linked-etag"]))?.[1] ?? linkedSha256;
    body.destroy();
    options.attempt.waiting();
    visited.push(redirectTarget(headers.location, visited, outside));
  }
}

async function send(url: URL, options: GetOptions, outside: boolean): Promise<IncomingMessage> {
  const { attempt, authorization, ca } = options;
  const proxy = proxyFor(url);
  const { headers, ...address } =
    proxy === undefined
      ? { ...addressOf(url), agent: false as const, headers: {} }
      : await throughProxy(url, proxy, attempt.signal);
  const auth = authorization?.(url) ?? basic(url);
  const { request } = address.protocol === "https:" ? https : http;
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      request({
        ...address,
        headers: {
          "user-agent": "imagenet-v2",
          accept: "*/*",
          ...options.headers,
          ...headers,
          ...(auth === undefined ? {} : { authorization: auth }),
        },
        ...(ca === undefined ? {} : { ca: authorities(ca) }),
        ...(outside && proxy === undefined ? { lookup: lookupOutside } : {}),
        signal: attempt.signal,
      })
        .once("response", resolve)
        // Stays, so that an error after the answer does not end the process.
        .on("error", reject)
        .end();
    });
  } catch (error) {
    throw networkFailure(
      attempt.reason(error),
      url,
      proxy === undefined ? undefined : proxyLabel(proxy),
    );
  }
}

/** The user and password that a URL itself carries. */
function basic({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(credentials).toString("base64")}`;
}

/** DNS for the targets of redirects, where a name out there must not mean this machine. */
const lookupOutside: LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    const own = addresses.find(({ address }) => isOwnMachine(address));
    if (own !== undefined) {
      const refused = new ImageNetV2Error(
        "NETWORK",
        `A redirect leads to ${hostname}, which is this machine itself (${own.address}).`,
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
