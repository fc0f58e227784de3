import { ImageNetV2Error, type Variant } from "@imagenet-v2/core";
import type { Environment } from "./data-folder.ts";
import { parseBaseUrl } from "./http/url.ts";

const HUGGING_FACE = "https://huggingface.co";

export interface SourceOptions {
  /** A folder of a mirror that has the archives under their own names. */
  readonly baseUrl?: string | undefined;
  /** Further such folders, tried in turn. */
  readonly mirrors?: readonly string[] | undefined;
  /** A branch, tag or commit of the repository on Hugging Face. */
  readonly revision?: string | undefined;
}

/** The Hugging Face endpoint: `HF_ENDPOINT`, else the original. */
export function endpointOf(env: Environment): string {
  return env.HF_ENDPOINT ? parseBaseUrl(env.HF_ENDPOINT, "HF_ENDPOINT") : HUGGING_FACE;
}

/**
 * Where an archive can be had, in the order to try: `baseUrl` if given, else the endpoint at the pinned
 * revision and, should that have gone, at `main`; then the mirrors. The checksum holds for all alike.
 *
 * @throws INVALID_OPTION for what is no http(s) URL or no revision
 */
export function archiveSources(
  { archive }: Variant,
  { baseUrl, mirrors = [], revision }: SourceOptions,
  env: Environment,
): URL[] {
  const bases = [...(baseUrl === undefined ? [] : [baseUrl]), ...mirrors];
  const folders = bases.map((base, i) => {
    const option = baseUrl === undefined || i > 0 ? "mirrors" : "baseUrl";
    return `${parseBaseUrl(base, option)}/${archive.fileName}`;
  });
  const hub = baseUrl === undefined ? hubUrls(archive, revision, env) : [];
  return [...hub, ...folders].map((url) => new URL(url));
}

function hubUrls(
  { url, tfdsUrl }: Variant["archive"],
  revision: string | undefined,
  env: Environment,
): string[] {
  const urls = revision === undefined ? [url, tfdsUrl] : [atRevision(url, revision)];
  return urls.map((url) => `${endpointOf(env)}${url.slice(HUGGING_FACE.length)}`);
}

function atRevision(url: string, revision: string): string {
  if (!/^[\w.-][\w./-]*$/.test(revision) || revision.includes("..")) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `revision: ${JSON.stringify(revision)} is no branch, tag or commit.`,
      { option: "revision" },
    );
  }
  return url.replace(/\/resolve\/[^/]+\//, `/resolve/${encodeURIComponent(revision)}/`);
}
