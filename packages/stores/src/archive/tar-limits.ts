import { variants } from "@imagenet-v2/core";

const published = Math.max(...Object.values(variants).map(({ archive }) => archive.bytes));

/** What no ImageNetV2 archive comes near, so that a hostile one costs bounded time and memory. */
export const tarLimits = {
  /** Bytes of an archive: twice the largest published one. */
  bytes: 2 * published,
  /** 10,000 images, 1,001 folders and, in a copy made on a Mac, an AppleDouble twin of each: 22,002. */
  entries: 25_000,
  /** Bytes of one entry: 64 MiB. */
  entryBytes: 64 * 2 ** 20,
  /** Bytes of one pax or long-name header: 1 MiB. */
  headerBytes: 2 ** 20,
  /** Bytes of an entry's path. */
  pathBytes: 255,
} as const;
