import { availableParallelism } from "node:os";
import { basename, relative } from "node:path";
import { decodeImage } from "@imagenet-v2/decode";
import { dataFolders } from "@imagenet-v2/fetch/internal";
import { encodeJpeg, thumbnail } from "@imagenet-v2/view";
import { thumbnailQuality, thumbnailSide } from "../thumbnail.ts";

export { keepStudy } from "../statistics/statistics-cache.ts";
export { threads } from "./threads.ts";

/** The name of a file or folder, without the way to it. */
export function baseName(path: string): string {
  return basename(path);
}

/** Whether a path lies in one of the data folders, where data is found by its name. */
export function isFoundByName(path: string): boolean {
  return dataFolders().some((folder) => {
    const way = relative(folder.path, path);
    return way !== "" && !way.startsWith("..") && way !== path;
  });
}

/** Thumbnails that are made at a time: the browser, often on the same machine, needs a core to scroll with. */
export function thumbnailsAtOnce(): number {
  return Math.max(availableParallelism() - 1, 1);
}

/**
 * A JPEG within 256 × 256.
 *
 * @param name what errors call the image
 * @throws CORRUPT_IMAGE, NOT_A_JPEG, IMAGE_TOO_LARGE, UNSUPPORTED
 */
export async function makeThumbnail(stored: Uint8Array, name: string): Promise<Uint8Array> {
  const box = { width: thumbnailSide, height: thumbnailSide, fit: "inside" } as const;
  const image = await decodeImage(stored, { name });
  return encodeJpeg(await thumbnail(image, box), { quality: thumbnailQuality });
}
