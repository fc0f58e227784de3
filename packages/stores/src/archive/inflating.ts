/** What is said while a gzip file is inflated. */
export const inflating = "unpacking the gzip copy";

/**
 * More bytes than this come out of no honest archive: JPEGs hardly shrink, so it inflates to little more than its size;
 * tiny pictures, which are mostly headers and padding, to some more.
 */
export function inflatedLimit(packedBytes: number): number {
  return 16 * 2 ** 20 + 20 * packedBytes;
}
