import { ImageNetV2Error } from "@imagenet-v2/core";
import { shown } from "@imagenet-v2/core/internal";

/**
 * A URL as it may be shown and written down: without user, password, query and fragment, since those
 * hold the secrets (signatures, tokens).
 */
export function shownUrl(url: URL | string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** @throws INVALID_OPTION unless it is an absolute http(s) URL that `fetch` takes */
export function parseUrl(given: URL | string): URL {
  const refuse = (why: string, hint: string) =>
    new ImageNetV2Error("INVALID_OPTION", `httpSource: ${why}.`, { option: "url" }, { hint });
  if (!/^https?:\/\//i.test(String(given)) || !URL.canParse(String(given))) {
    const what = typeof given === "string" ? shown(given.replace(/\?.*/s, "")) : "what was given";
    throw refuse(
      `${what} is not an absolute http:// or https:// URL`,
      "In a page: new URL(path, location.href).",
    );
  }
  const url = new URL(given);
  if (url.username === "" && url.password === "") return url;
  throw refuse(
    `${shownUrl(url)}: the URL contains a user or password`,
    "Send them as a header: headers: { authorization: `Basic …` }.",
  );
}
