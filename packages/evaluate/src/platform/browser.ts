import { noFiles, refusesFiles } from "@imagenet-v2/storage/internal";
import type * as node from "./node.ts";

export const readClasses: typeof node.readClasses = refusesFiles("readClasses");
export const readPredictions: typeof node.readPredictions = refusesFiles("readPredictions");
export const onnxModel: typeof node.onnxModel = refusesFiles("onnxModel");
export const diskFiles: typeof node.diskFiles = refusesFiles("A model on disk");
export const merge: typeof node.merge = refusesFiles("merge");
export const findResults: typeof node.findResults = refusesFiles("The option results");
export const withResults: typeof node.withResults = refusesFiles("The option results");

/** A page has no files to read them from. */
export const versions: typeof node.versions = () => ({});

export const shardFromEnvironment: typeof node.shardFromEnvironment = () => undefined;

export class ResultsFile {
  static readonly open = refusesFiles("The option results");

  constructor() {
    throw noFiles("The option results");
  }
}
