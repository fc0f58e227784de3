import type { RequestOptions } from "node:http";
import { basicAuthorization } from "./credentials.ts";

/** A URL in `http.request`'s terms, without its user and password. */
export function addressOf(url: URL): RequestOptions {
  return {
    protocol: url.protocol,
    hostname: bareHost(url),
    port: url.port === "" ? undefined : Number(url.port),
    path: `${url.pathname}${url.search}`,
    // Not the process's own, which may keep a connection or go through a proxy.
    agent: false,
  };
}

/** An http URL asked of a proxy as a whole, as proxies that tunnel only to port 443 want it. */
export function addressAtProxy(url: URL, proxy: URL): RequestOptions {
  return {
    ...addressOf(proxy),
    path: `${url.origin}${url.pathname}${url.search}`,
    headers: { host: url.host, ...proxyHeaders(proxy) },
  };
}

/** The request (CONNECT) by which a proxy is asked for a tunnel to an https URL's server. */
export function tunnelAddress(url: URL, proxy: URL): RequestOptions {
  const authority = `${url.hostname}:${url.port === "" ? 443 : url.port}`;
  return {
    ...addressOf(proxy),
    method: "CONNECT",
    path: authority,
    headers: { host: authority, ...proxyHeaders(proxy) },
  };
}

/** A URL's host without port, and without the brackets of an IPv6 address. */
export function bareHost({ hostname }: URL): string {
  return hostname.replaceAll(/^\[|\]$/g, "");
}

function proxyHeaders(proxy: URL): Record<string, string> {
  const authorization = basicAuthorization(proxy);
  return authorization === undefined ? {} : { "proxy-authorization": authorization };
}
