import { Agent, type RequestOptions } from "node:http";
import type { RequestOptions as HttpsRequestOptions } from "node:https";
import { checkServerIdentity } from "node:tls";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { getProxyForUrl } from "proxy-from-env";

/**
 * The proxy for a URL by `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` of the process, in
 * capitals or not.
 *
 * @throws INVALID_OPTION for a variable that holds no http(s) URL
 */
export function proxyFor(url: URL): URL | undefined {
  const proxy = getProxyForUrl(url.href);
  if (proxy === "") return undefined;
  if (URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol)) return new URL(proxy);
  const option = `${url.protocol.slice(0, -1)}_proxy`.toUpperCase();
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `The proxy for ${url.host} is no http:// or https:// URL.`,
    { option },
    { hint: `Correct ${option} or ALL_PROXY, or except the host in NO_PROXY.` },
  );
}

/** A proxy as it may be shown: without user and password. */
export function proxyLabel(proxy: URL): string {
  return `${proxy.protocol}//${proxy.host}`;
}

/**
 * How to send a request through a proxy: https by a tunnel (CONNECT), http by asking the proxy for the
 * whole URL, as proxies that tunnel only to port 443 want it.
 *
 * @param signal also ends a tunnel that is still being made, which the request's own does not
 */
export async function throughProxy(
  url: URL,
  proxy: URL,
  signal: AbortSignal,
): Promise<RequestOptions & HttpsRequestOptions> {
  if (url.protocol === "https:") {
    // Ten modules that only few need.
    const { HttpsProxyAgent } = await import("https-proxy-agent");
    const address = addressOf(url);
    return {
      ...address,
      agent: new HttpsProxyAgent(proxy, { signal, keepAlive: false }),
      // Through its tunnel the agent would hold a certificate for an IP address against "localhost".
      checkServerIdentity: (_, certificate) =>
        checkServerIdentity(String(address.hostname), certificate),
    };
  }
  const { username, password } = proxy;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization =
    credentials === ":" ? undefined : `Basic ${Buffer.from(credentials).toString("base64")}`;
  return {
    ...addressOf(proxy),
    path: `${url.origin}${url.pathname}${url.search}`,
    agent: new Agent({ keepAlive: false }),
    headers: {
      host: url.host,
      ...(authorization === undefined ? {} : { "proxy-authorization": authorization }),
    },
  };
}

/** A URL in `http.request`'s terms, without its user and password. */
export function addressOf(url: URL): RequestOptions {
  return {
    protocol: url.protocol,
    hostname: url.hostname.replaceAll(/^\[|\]$/g, ""),
    port: url.port === "" ? undefined : Number(url.port),
    path: `${url.pathname}${url.search}`,
  };
}
