/** What is used of a browser's; old ones lack it, and pages that are not secure. */
declare const navigator: {
  readonly locks?: {
    request<T>(
      name: string,
      options: { readonly signal?: AbortSignal },
      work: () => Promise<T>,
    ): Promise<T>;
  };
};

/**
 * Works on results while no other tab does: waits for it. Where there are no locks nobody is waited for.
 *
 * @param signal ends the wait
 */
export function withWebLock<T>(
  place: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const { locks } = navigator;
  if (locks === undefined) return work();
  return locks.request(
    `imagenet-v2 results ${place}`,
    signal === undefined ? {} : { signal },
    work,
  );
}
