import { noFiles, refusesFiles } from "@imagenet-v2/storage/internal";
import type * as node from "./node.ts";

export const indexExamples: typeof node.indexExamples = refusesFiles("indexExamples");
export const indexRecords: typeof node.indexRecords = refusesFiles("indexRecords");
export const readMetadata: typeof node.readMetadata = refusesFiles("readMetadata");

export class FileWindow {
  constructor() {
    throw noFiles("FileWindow");
  }
}
