/**
 * What no archive of images comes near, so that a hostile one costs bounded time and memory. How large it
 * may be, and how many entries it may have, its `DatasetSpec` says.
 */
export const tarLimits = {
  /** Bytes of one entry: 64 MiB. */
  entryBytes: 64 * 2 ** 20,
  /** Bytes of one pax or long-name header: 1 MiB. */
  headerBytes: 2 ** 20,
  /** Bytes of an entry's path. */
  pathBytes: 255,
} as const;
