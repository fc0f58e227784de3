import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readSmallFile } from "@imagenet-v2/storage/node";
import { mostBytes } from "../../models/file-head.ts";
import type { ModelFiles } from "../../models/model-files.ts";
import { checkModelFile, checkWeightsFile } from "./check-model-file.ts";
import { isFolder } from "./is-folder.ts";

/** The files of a model on disk. */
export async function diskFiles(
  place: string | URL,
  first: string,
  signal: AbortSignal | undefined,
): Promise<ModelFiles> {
  const given = /^file:/i.test(`${place}`) ? fileURLToPath(place) : `${place}`;
  const path = (await isFolder(given)) ? join(given, first) : given;
  const folder = dirname(path);
  const read = async (file: string) =>
    new Uint8Array(await readSmallFile(file, { limit: mostBytes, signal }));
  return {
    path,
    name: basename(resolve(folder)),
    readFirst: async () => {
      await checkModelFile(path);
      return read(path);
    },
    readWeights: async (name) => {
      const file = join(folder, name);
      await checkWeightsFile(file, path);
      return read(file);
    },
    readBeside: async (size) => {
      // Loaded when first used: to score a function takes none of it.
      const { labelsOf, preprocessingOf } = await import("@imagenet-v2/models/node");
      return {
        preprocessing: await preprocessingOf(folder, size),
        labels: await labelsOf(folder),
      };
    },
  };
}
