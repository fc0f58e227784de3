// S3's ListObjectsV2: a page of XML for each thousand objects.

export interface BucketObject {
  /** `pets/cat/1.jpg` */
  readonly key: string;
  readonly size: number;
  /** Changes with the content. */
  readonly etag: string;
}

export interface ListOptions {
  readonly prefix: string;
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal | undefined;
}

/** Every object whose key begins with the prefix. */
export async function* listObjects(
  origin: string,
  { prefix, fetch, signal }: ListOptions,
): AsyncGenerator<BucketObject> {
  let token: string | undefined;
  do {
    const query = new URLSearchParams({ "list-type": "2", prefix });
    if (token !== undefined) query.set("continuation-token", token);
    const response = await fetch(`${origin}/?${query}`, { signal: signal ?? null });
    if (!response.ok) throw new Error(`${origin}: its list was answered with ${response.status}.`);
    const xml = await response.text();
    for (const [, object = ""] of xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
      const key = textOf(object, "Key");
      const etag = textOf(object, "ETag");
      if (key !== undefined && etag !== undefined) {
        yield { key, etag, size: Number(textOf(object, "Size")) };
      }
    }
    token = textOf(xml, "NextContinuationToken");
  } while (token !== undefined);
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function textOf(xml: string, element: string): string | undefined {
  const [, text] = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml) ?? [];
  return text
    ?.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&(\w+);/g, (whole, name) => entities[name] ?? whole);
}
