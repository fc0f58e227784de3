import { refusesFiles, refusesFilesNow } from "@imagenet-v2/storage/internal";
import { downloadPath as pathInPage } from "../page/places.ts";
import type * as node from "./node.ts";

export { clean, cleanable } from "../page/clean.ts";
export { fetchArchive } from "../page/fetch-archive.ts";
export { findArchive, knownSha256 } from "../page/find-archive.ts";
export { verifyArchive } from "../page/verify-archive.ts";

export const fetchFile: typeof node.fetchFile = refusesFiles("fetchFile");
export const inspectArchive: typeof node.inspectArchive = refusesFiles("inspectArchive");
export const repairArchive: typeof node.repairArchive = refusesFiles("repairArchive");

export const archivePlaces: typeof node.archivePlaces = (variant) => [pathInPage(variant)];
export const dataFolder: typeof node.dataFolder = refusesFilesNow("dataFolder");
export const dataFolders: typeof node.dataFolders = () => [];
export const downloadPath: typeof node.downloadPath = refusesFilesNow("downloadPath");
export const manualPath: typeof node.manualPath = refusesFilesNow("manualPath");
export const networkSetup: typeof node.networkSetup = refusesFilesNow("networkSetup");

/** Pages do not start threads yet. */
export const threadCount: typeof node.threadCount = () => 0;
export const roomForThreads: typeof node.roomForThreads = () => 0;
