import { noFiles, refusesFiles } from "@imagenet-v2/storage/internal";
import { blobPieces, readBlob } from "../files/given-file.ts";
import { openElsewhere } from "../models/onnx-file.ts";
import { resultsInHandle } from "./browser/results-in-handle.ts";
import { resultsInOrigin } from "./browser/results-in-origin.ts";

export { installedRuntime } from "./browser/installed-runtime.ts";

import type * as node from "./node.ts";

export const diskFiles: typeof node.diskFiles = refusesFiles("A model on disk");

export const openOnnx: typeof node.openOnnx = async (place, ...how) => {
  const isPath = typeof place === "string" && !/^https?:/i.test(place);
  if (isPath) throw noFiles("onnxModel");
  return openElsewhere(place, ...how);
};

export const readGiven: typeof node.readGiven = async (file, how) => {
  if (typeof file === "string") throw noFiles(file);
  return readBlob(file, how);
};

export const filePieces: typeof node.filePieces = async function* (file, how) {
  if (typeof file === "string") throw noFiles(file);
  yield* blobPieces(file, how);
};

export const isUnfinished: typeof node.isUnfinished = () => false;
export const loadCsvParser: typeof node.loadCsvParser = () => import("csv-parse/browser/esm");

export const resultsPlace: typeof node.resultsPlace = (given) => {
  return typeof given === "string" ? resultsInOrigin(given) : resultsInHandle(given);
};

/** A page has no files to read them from. */
export const versions: typeof node.versions = () => ({});

export const shardFromEnvironment: typeof node.shardFromEnvironment = () => undefined;
