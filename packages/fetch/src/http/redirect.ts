import { ImageNetV2Error } from "@imagenet-v2/core";
import { bareHost } from "./address.ts";
import { isLocalOnly } from "./local-only.ts";
import { shown } from "./url.ts";

const MAX_REDIRECTS = 5;

/**
 * Where a redirect leads. Refused are: to nowhere, to another protocol than http(s), from https to
 * http, in a circle, more than five of them, and from another machine to one that {@link isLocalOnly}
 * (a server out there has no business with what listens on localhost or a link-local address).
 *
 * @param visited the URLs so far, the last of which gave the redirect
 * @param outside whether any of them is on another machine
 * @throws NETWORK
 */
export function redirectTarget(
  location: string | undefined,
  visited: readonly URL[],
  outside: boolean,
): URL {
  const [first, from] = [visited[0] as URL, visited.at(-1) as URL];
  const refuse = (why: string) =>
    new ImageNetV2Error(
      "NETWORK",
      `${shown(from)} redirects ${why}.`,
      { url: shown(first) },
      { hint: "Try another mirror with `baseUrl`, or a file with `archive`." },
    );
  if (location === undefined) throw refuse("to nowhere: it names no Location");
  if (!URL.canParse(location, from.href)) throw refuse("to something that is no URL");
  const target = new URL(location, from);
  if (!/^https?:$/.test(target.protocol)) throw refuse(`to ${target.protocol}, which is refused`);
  if (from.protocol === "https:" && target.protocol === "http:") {
    throw refuse("from https to http, which is refused");
  }
  if (visited.some(({ href }) => href === target.href)) throw refuse("in a circle");
  if (visited.length > MAX_REDIRECTS) throw refuse(`more than ${MAX_REDIRECTS} times`);
  if (outside && isLocalOnly(bareHost(target))) {
    throw refuse(
      `to this machine itself or what serves it alone (${target.host}), which is refused`,
    );
  }
  return target;
}
