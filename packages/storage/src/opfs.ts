/**
 * The files that a page's origin keeps for itself (OPFS), under `imagenet-v2/`: written and read in any order, by one
 * dedicated worker, as dedicated workers alone have handles that do this fast.
 *
 * @example
 * import { openOriginFiles } from "@imagenet-v2/storage/opfs";
 *
 * const files = await openOriginFiles(); // undefined in a private window, and in old browsers
 * const file = await files.open("notes.part", "write");
 * await file.write(0, new TextEncoder().encode("[1, 2, 3]"));
 * await file.flush();
 * await file.close();
 * await files.rename("notes.part", "notes.json");
 *
 * @module
 */
export { clearOriginFiles } from "./opfs/clear-origin-files.ts";
export { type OpenOriginFilesOptions, openOriginFiles } from "./opfs/open-origin-files.ts";
export type { ListedFile, OriginFile, OriginFiles } from "./opfs/origin-files.ts";
export type { OpfsWorkerEntry } from "./start-opfs-worker.ts";
