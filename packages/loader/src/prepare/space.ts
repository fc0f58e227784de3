import { statfs } from "node:fs/promises";
import { formatSize, ImageNetV2Error } from "@imagenet-v2/core";
import { makeFolder } from "@imagenet-v2/storage/node";

/**
 * Makes sure that so many bytes fit into a folder, which is made if it is missing.
 *
 * @throws DISK_FULL, IO
 */
export async function requireSpace(folder: string, needed: number): Promise<void> {
  await makeFolder(folder);
  const { bavail, bsize, blocks } = await statfs(folder);
  const free = bavail * bsize;
  // Some network file systems do not tell.
  if (blocks === 0 || needed <= free) return;
  throw new ImageNetV2Error(
    "DISK_FULL",
    `${folder}: ${formatSize(needed)} are needed, ${free === 0 ? "nothing is" : `${formatSize(free)} are`} free.`,
    { path: folder },
    { hint: "Make space, or choose another folder with dataDir (--data-dir)." },
  );
}
