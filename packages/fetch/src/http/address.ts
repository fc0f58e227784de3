import { Agent, type RequestOptions } from "node:http";
import type { RequestOptions as HttpsRequestOptions } from "node:https";
import { checkServerIdentity } from "node:tls";

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
