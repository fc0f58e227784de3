/** Bytes of pictures that nobody looks at any more and that are kept, in case: some thousand small ones. */
const mostBytes = 24 * 2 ** 20;

interface Entry {
  readonly blob: Promise<Blob>;
  readonly given: AbortController;
  url: string | undefined;
  size: number;
  users: number;
}

/**
 * Pictures as addresses that a page can show. Each is made when first asked for; those that are not in use
 * are revoked when they get too many, the longest unused first. What nobody waits for any more is given up.
 */
export class BlobAddresses {
  readonly #entries = new Map<string, Entry>();
  readonly #make: (path: string, signal: AbortSignal) => Promise<Blob>;
  #unusedBytes = 0;

  constructor(make: (path: string, signal: AbortSignal) => Promise<Blob>) {
    this.#make = make;
  }

  /** The address of a picture, in use until it is given back. @throws what making it throws */
  async use(path: string): Promise<string> {
    const entry = this.#entries.get(path) ?? this.#begin(path);
    if (entry.users++ === 0) this.#unusedBytes -= entry.size;
    const blob = await entry.blob;
    // Given back meanwhile: nobody would revoke it.
    entry.given.signal.throwIfAborted();
    entry.url ??= URL.createObjectURL(blob);
    entry.size = blob.size;
    return entry.url;
  }

  /** The address of one that is there. */
  known(path: string): string | undefined {
    return this.#entries.get(path)?.url;
  }

  giveBack(path: string): void {
    const entry = this.#entries.get(path);
    if (entry === undefined || --entry.users > 0) return;
    if (entry.url === undefined) {
      entry.given.abort();
      this.#entries.delete(path);
      return;
    }
    this.#unusedBytes += entry.size;
    // The last used comes last.
    this.#entries.delete(path);
    this.#entries.set(path, entry);
    this.#revokeUnused(mostBytes);
  }

  /** Revokes all that nobody uses. */
  clear(): void {
    this.#revokeUnused(0);
  }

  #begin(path: string): Entry {
    const given = new AbortController();
    const blob = this.#make(path, given.signal);
    const entry: Entry = { blob, given, url: undefined, size: 0, users: 0 };
    this.#entries.set(path, entry);
    blob.catch(() => {
      if (this.#entries.get(path) === entry) this.#entries.delete(path);
    });
    return entry;
  }

  #revokeUnused(most: number): void {
    for (const [path, { url, users, size }] of this.#entries) {
      if (this.#unusedBytes <= most) return;
      if (users > 0 || url === undefined) continue;
      URL.revokeObjectURL(url);
      this.#entries.delete(path);
      this.#unusedBytes -= size;
    }
  }
}
