import { ImageNetV2Error } from "@imagenet-v2/core";

export { shownUrl as shown } from "@imagenet-v2/storage/internal";

/**
 * A base URL from outside, without trailing slashes.
 *
 * @param option which option or variable it is, for the message
 * @throws INVALID_OPTION unless it is an http(s) URL
 */
export function parseBaseUrl(text: string, option: string): string {
  parseUrl(text, option);
  return text.replace(/\/+$/, "");
}

/** A URL from outside, as it is. Throws as {@link parseBaseUrl}. */
export function parseUrl(text: string, option: string): URL {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return new URL(text);
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${option}: not an http:// or https:// URL.`,
    { option },
    URL.canParse(`https://${text}`) && !text.includes(":")
      ? { hint: `Did you mean https://${text}?` }
      : {},
  );
}
