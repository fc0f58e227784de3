import { ImageNetV2Error } from "@imagenet-v2/core";

/** Whether a text is a URL that is read over HTTP, and not a path. */
export function isWebUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/**
 * @param option what it was given as
 * @throws INVALID_OPTION unless it is an http(s) URL
 */
export function webUrl(given: string | URL, option: string): URL {
  if (isWebUrl(String(given)) && URL.canParse(String(given))) return new URL(given);
  // What follows a question mark may be secret.
  const shown = JSON.stringify(String(given).replace(/[?#].*/s, ""));
  const message = `${option}: ${shown} is not an http:// or https:// URL.`;
  throw new ImageNetV2Error("INVALID_OPTION", message, { option });
}
