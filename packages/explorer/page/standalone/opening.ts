/** An archive to open, and how. */
export interface Opening {
  readonly archive: Blob | string;
  /** Where its images lie: needed for a URL. */
  readonly index?: Blob | string | undefined;
  /** Whether its folders are classes of one's own, and not ImageNet's. */
  readonly ownClasses?: boolean | undefined;
  /** Whether a copy is kept among the files of the page's origin. @default true */
  readonly keep?: boolean | undefined;
}

/** The sample that lies beside the page. */
export async function sample(): Promise<Opening> {
  const name = "imagenet-v2-sample.tar.gz";
  const response = await fetch(name).catch(() => undefined);
  if (!response?.ok) {
    throw new Error(`The sample (${name}) is not beside this page, or its server does not answer.`);
  }
  return { archive: new File([await response.blob()], name), keep: false };
}

/** `?archive=…&index=…`: a link to an archive on a server. */
export function openingOf(search: string): (Opening & { readonly archive: string }) | undefined {
  const asked = new URLSearchParams(search);
  const archive = asked.get("archive");
  if (archive === null) return undefined;
  const index = asked.get("index");
  return { archive: absolute(archive), index: index === null ? undefined : absolute(index) };
}

/** Addresses may be written relative to the page's. */
export function absolute(address: string): string {
  return URL.canParse(address, location.href) ? new URL(address, location.href).href : address;
}
