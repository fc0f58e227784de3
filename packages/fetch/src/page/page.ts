/** What is used of a page's or worker's own objects, each of which may be missing. */
interface Page {
  readonly location?: { readonly origin: string } | undefined;
  readonly navigator?: {
    readonly onLine?: boolean | undefined;
    readonly locks?: Locks | undefined;
  };
}

interface Locks {
  request<T>(
    name: string,
    options: { readonly ifAvailable?: boolean; readonly signal?: AbortSignal },
    work: (lock: object | null) => Promise<T>,
  ): Promise<T>;
}

export const { location, navigator = {} } = globalThis as unknown as Page;
