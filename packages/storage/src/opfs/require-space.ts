import { ImageNetV2Error } from "@imagenet-v2/core";
import { formatSize } from "@imagenet-v2/core/internal";
import { originStorage } from "./web-types.ts";

/** @throws DISK_FULL with both figures, if this site's files may not grow by so many bytes */
export async function requireOriginSpace(bytes: number): Promise<void> {
  // Not waited for: Firefox asks the user, who may take long, and both answers are fine.
  originStorage()
    .persist?.()
    .catch(() => {});
  // Chromium's estimate is a rough one, so that pages cannot tell disks apart by it: writing may still be DISK_FULL.
  const { quota, usage } =
    (await originStorage()
      .estimate?.()
      .catch(() => undefined)) ?? {};
  if (quota === undefined || usage === undefined) return;
  const free = Math.max(0, quota - usage);
  if (free >= bytes) return;
  const path = "this site's stored files";
  throw new ImageNetV2Error(
    "DISK_FULL",
    `${formatSize(bytes)} are needed among ${path}, and the browser gives ${free === 0 ? "0 bytes" : formatSize(free)}.`,
    { path },
    { hint: "Free space on the disk, or remove what this site has stored." },
  );
}
