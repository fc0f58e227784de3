import { refusesFiles, refusesFilesNow } from "@imagenet-v2/storage/internal";
import type * as node from "./node.ts";

export const clean: typeof node.clean = refusesFiles("clean");
export const cleanable: typeof node.cleanable = refusesFiles("cleanable");
export const fetchArchive: typeof node.fetchArchive = refusesFiles("fetchArchive");
export const fetchFile: typeof node.fetchFile = refusesFiles("fetchFile");
export const findArchive: typeof node.findArchive = refusesFiles("findArchive");
export const inspectArchive: typeof node.inspectArchive = refusesFiles("inspectArchive");
export const repairArchive: typeof node.repairArchive = refusesFiles("repairArchive");
export const verifiedRecord: typeof node.verifiedRecord = refusesFiles("verifiedRecord");
export const verifyArchive: typeof node.verifyArchive = refusesFiles("verifyArchive");

export const archivePlaces: typeof node.archivePlaces = refusesFilesNow("archivePlaces");
export const dataFolder: typeof node.dataFolder = refusesFilesNow("dataFolder");
export const dataFolders: typeof node.dataFolders = refusesFilesNow("dataFolders");
export const downloadPath: typeof node.downloadPath = refusesFilesNow("downloadPath");
export const manualPath: typeof node.manualPath = refusesFilesNow("manualPath");
export const networkSetup: typeof node.networkSetup = refusesFilesNow("networkSetup");

/** Pages do not start threads yet. */
export const threadCount: typeof node.threadCount = () => 0;
export const roomForThreads: typeof node.roomForThreads = () => 0;
