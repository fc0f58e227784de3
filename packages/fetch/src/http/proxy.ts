import { ImageNetV2Error } from "@imagenet-v2/core";
import { getProxyForUrl } from "proxy-from-env";
import { bareHost } from "./address.ts";
import { isExcepted } from "./no-proxy.ts";

/**
 * The proxy for a URL by `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` of the process, in
 * capitals or not. `NO_PROXY` is read as curl does; `*.example.com` and `host:port` count, too.
 *
 * @throws INVALID_OPTION for a variable that holds no http(s) URL
 */
export function proxyFor(url: URL): URL | undefined {
  const proxy = getProxyForUrl(url.href);
  const exceptions = process.env.no_proxy || process.env.NO_PROXY || "";
  if (proxy === "" || isExcepted(bareHost(url), exceptions)) return undefined;
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
