import { join } from "node:path";
import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { readSmallFile } from "@imagenet-v2/storage/node";
import { parseDatasetInfo } from "../../metadata/dataset-info.ts";
import { type FeatureJson, parseFeatures } from "../../metadata/features.ts";
import type { FolderMetadata } from "../../metadata/folder.ts";
import { parseLabels } from "../../metadata/labels.ts";

/**
 * Reads `dataset_info.json`, `features.json` and the `*.labels.txt` of a prepared folder
 * (`imagenet_v2/matched-frequency/3.0.0/`). Missing labels are no error, as in TFDS.
 *
 * @throws NOT_FOUND if one of the JSON files is missing
 * @throws CORRUPT_DATA, UNSUPPORTED, FILE_TOO_LARGE, NOT_A_FILE, IO
 */
export async function readMetadata(folder: string): Promise<FolderMetadata> {
  const infoPath = join(folder, "dataset_info.json");
  const info = parseDatasetInfo(
    await readText(
      infoPath,
      "A prepared folder has one; is this the folder of a version (…/3.0.0)?",
    ),
    infoPath,
  );
  const featuresPath = join(folder, "features.json");
  const features = parseFeatures(
    await readText(featuresPath, "The folder may come from TFDS 3.2.1 or older; prepare it again."),
    featuresPath,
  );
  const labels: Record<string, string[]> = {};
  for (const name of classLabels(features)) {
    try {
      labels[name] = parseLabels(await readText(join(folder, `${name}.labels.txt`)));
    } catch (error) {
      if (!isImageNetV2Error(error, "NOT_FOUND")) throw error;
    }
  }
  return { info, features, labels };
}

/** File names of the ClassLabels. One that is nested is named by its path: `objects-label`. */
function classLabels(feature: FeatureJson, path: readonly string[] = []): string[] {
  if (feature.feature === "ClassLabel") return [path.join("-")];
  if (feature.feature !== "FeaturesDict") return [];
  return Object.entries(feature.features).flatMap(([name, child]) =>
    // Slashes become dots, as in TFDS: a name never leads out of the folder.
    classLabels(child, [...path, name.replace(/[/\\]/g, ".")]),
  );
}

/** TFDS's own are a few kilobytes, with the statistics of older versions some hundred. */
const mostBytes = 16 * 2 ** 20;

async function readText(path: string, hint?: string): Promise<string> {
  try {
    return (await readSmallFile(path, { limit: mostBytes })).toString();
  } catch (error) {
    if (hint === undefined || !isImageNetV2Error(error, "NOT_FOUND")) throw error;
    throw new ImageNetV2Error("NOT_FOUND", error.message, { path }, { hint, cause: error });
  }
}
