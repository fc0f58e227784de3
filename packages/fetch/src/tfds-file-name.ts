import { hexToBytes, sha256 as sha256Of, utf8ToBytes } from "@imagenet-v2/core/internal";

/** Longest the part before the checksum may be, its extension included. */
const MAX_LENGTH = 46;

const hostPrefixes = ["www.", "storage.googleapis.com", "drive.google.com", "github.com"];
const hostSuffixes = [
  ".github.io",
  ".s3-website.eu-central-1.amazonaws.com",
  ".amazonaws.com",
] as const;
/** In the order in which they are tried: `.tar` before `.tar.bz2` is TFDS's, and harmless here. */
const extensions = [
  ".tar.gz",
  ".tgz",
  ".tar",
  ".tar.bz2",
  ".tbz2",
  ".tbz",
  ".tb2",
  ".zip",
  ".gz",
  ".bz2",
];
const emptyWords = ["_data_", "_dataset_", "_static_", "_of_", "-of-"];

/**
 * The name under which TFDS keeps a download in `<dataDir>/downloads`: a readable rest of the URL, the
 * checksum in base64, the extension.
 *
 * @param sha256 of the content, in hex; without it TFDS takes that of the URL's own text
 *
 * @example
 * tfdsFileName("https://s3-us-west-2.amazonaws.com/imagenetv2public/imagenetv2-matched-frequency.tar.gz");
 * //=> "s3-us-west-2_image_image-match-frequc56VsOLVttUFrJ7Ka21jcV9uodSP_TSQV-yxfB4t3_U.tar.gz"
 */
export function tfdsFileName(url: string, sha256?: string | undefined): string {
  const checksum = sha256 === undefined ? sha256Of(utf8ToBytes(url)) : hexToBytes(sha256);
  const [words, extension] = readablePart(url);
  return `${words}${base64Url(checksum)}${extension}`;
}

function base64Url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function readablePart(url: string): [words: string, extension: string] {
  let [words, extension] = splitExtension(withoutScheme(url));
  const limit = MAX_LENGTH - extension.length;
  words = words.replaceAll(/[^a-zA-Z0-9._-]+/g, "_");
  for (const word of emptyWords) words = words.replaceAll(word, "_");
  words = words.replaceAll(/^_+|_+$/g, "").replaceAll(/(?<![0-9])0+(?=[0-9])/g, "");
  // Shortens the longest words first, each to no less than four letters.
  let longest = Math.max(...words.split(/[._-]/).map((word) => word.length));
  while (longest > 4 && words.length > limit) {
    longest -= 1;
    words = words.replaceAll(/[^._-]{4,}/g, (word) => word.slice(0, longest));
  }
  return [words.slice(0, limit), extension];
}

/** Host (without what all have in common), path and query run together, as Python's urlparse parts them. */
function withoutScheme(url: string): string {
  const [, host = "", path = "", query = ""] =
    /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/i.exec(url) ?? [];
  let site = host;
  for (const prefix of hostPrefixes) if (site.startsWith(prefix)) site = site.slice(prefix.length);
  for (const suffix of hostSuffixes)
    if (site.endsWith(suffix)) site = site.slice(0, -suffix.length);
  // The parameters of the last path segment lose their semicolon.
  return `${site}${path.replace(/;(?=[^/]*$)/, "")}${query}`;
}

function splitExtension(text: string): [rest: string, extension: string] {
  const extension =
    extensions.find((extension) => text.endsWith(extension)) ??
    /^(?:.*\/)?[^/]*[^/.][^/]*(\.[^./]*)$/s.exec(text)?.[1] ??
    "";
  return [text.slice(0, text.length - extension.length), extension];
}
