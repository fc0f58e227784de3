/** What is used of a page's or worker's own objects, each of which may be missing. */
interface Page {
  readonly location?: { readonly origin: string } | undefined;
  readonly navigator?: { readonly onLine?: boolean | undefined } | undefined;
}

export const { location, navigator } = globalThis as unknown as Page;
