import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { kindOf } from "@imagenet-v2/core/internal";
import type { WeightType } from "@imagenet-v2/models";
import { hashFile, openFile } from "@imagenet-v2/storage/node";
import { type OnnxFile, type OnnxPlace, openElsewhere } from "../../models/onnx-file.ts";
import { checkModelFile, checkWeightsFile } from "./check-model-file.ts";
import { isFolder } from "./is-folder.ts";

/** An ONNX model: of a path the file, or the one in that folder. */
export async function openOnnx(
  place: OnnxPlace,
  dtype: WeightType | undefined,
  signal: AbortSignal | undefined,
): Promise<OnnxFile> {
  const isText = typeof place === "string" || kindOf(place) === "URL";
  if (!isText || /^https?:/i.test(String(place))) return openElsewhere(place, dtype, signal);
  const given = /^file:/i.test(String(place)) ? fileURLToPath(place as string) : String(place);
  // Loaded when first used: to score a function takes none of it.
  const { diskFolder, findModel } = await import("@imagenet-v2/models/node");
  const path = (await isFolder(given)) ? await findModel(given, dtype) : given;
  await checkModelFile(path);
  return {
    path,
    // Of a file its name, of a folder the folder's.
    name: basename(resolve(given)),
    model: path,
    folders: foldersOf(path).map(diskFolder),
    locations: await locationsIn(path),
    weights: async (location) => {
      const data = resolve(dirname(path), location);
      await checkWeightsFile(data, path);
      return { data, sha256: (signal) => hashOf(data, signal) };
    },
    sha256: (signal) => hashOf(path, signal),
  };
}

/** Where the files beside it are: those of `onnx/model.onnx` may be one folder up. */
function foldersOf(path: string): string[] {
  const folder = dirname(path);
  return basename(folder) === "onnx" ? [folder, dirname(folder)] : [folder];
}

async function locationsIn(path: string): Promise<string[]> {
  const { externalLocations } = await import("../../models/external-data.ts");
  const { FileWindow } = await import("@imagenet-v2/tfrecord/internal");
  const file = await openFile(path);
  try {
    return externalLocations(new FileWindow(file.fd, (await file.stat()).size, path), path);
  } finally {
    await file.close();
  }
}

async function hashOf(path: string, signal: AbortSignal | undefined): Promise<string> {
  return (await hashFile(path, { signal })).sha256;
}
