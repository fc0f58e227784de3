import { sniff } from "@imagenet-v2/decode";

/** Browsers show more than is decoded here. */
const imageTypes: Readonly<Record<string, string>> = {
  PNG: "image/png",
  GIF: "image/gif",
  WebP: "image/webp",
};

/** What a stored picture is to a browser. */
export function imageType(bytes: Uint8Array): string {
  return imageTypes[sniff(bytes)] ?? "image/jpeg";
}
