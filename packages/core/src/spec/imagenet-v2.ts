import { classes } from "../classes.ts";
import { datasetName } from "../name.ts";
import { variants } from "../variants.ts";
import type { DatasetSpec, SpecEntry } from "./dataset-spec.ts";
import { hasEnding } from "./image-name.ts";

const layout = "Images lie in <one top folder>/<class 0 to 999>/<name>.jpeg.";
const largest = Math.max(...Object.values(variants).map(({ archive }) => archive.bytes));

/** ImageNetV2: class folders `0` to `999`, in TFDS's order. Its variants are in {@link variants}. */
export const imageNetV2: DatasetSpec = {
  name: datasetName,
  split: "test",
  order: "tfds",
  classes,
  key: datasetName,
  layout,
  limits: {
    bytes: 2 * largest,
    // 10,000 images, 1,001 folders and, in a copy made on a Mac, an AppleDouble twin of each: 22,002.
    entries: 25_000,
  },
  numExamples: 10_000,
  notes: [],
  isImage,
  entry,
  labelOf: (fileName) => classOfFolder(fileName.slice(0, Math.max(0, fileName.indexOf("/")))),
};

function isImage(baseName: string): boolean {
  return hasEnding(baseName, /.\.jpe?g$/i);
}

function entry(path: string, isFolder: boolean): SpecEntry {
  const [folder = "", baseName, ...deeper] = path.split("/");
  if (!isFolder && baseName === undefined)
    return { wrong: "lies in no class folder", hint: layout };
  // Zeros that make names sort as numbers do: `0035` is `35`.
  const label = classOfFolder(folder.replace(/^0+(?=\d+$)/, ""));
  if (label === undefined) return whyNoClass(folder);
  if (baseName === undefined) return { folder };
  if (isFolder || deeper.length > 0) return { wrong: "lies too deep", hint: layout };
  if (!isImage(baseName)) return { wrong: "is not named as an image is", hint: layout };
  return { image: `${label}/${baseName}` };
}

/**
 * The class that a folder stands for: its name as a plain decimal number, 0 to 999. `undefined` for
 * any other name: `007`, `n01440764`, `1000`. The number is the label; the rank among sorted folder
 * names is not (`100` sorts before `2`).
 */
function classOfFolder(folder: string): number | undefined {
  return /^(0|[1-9]\d{0,2})$/.test(folder) ? Number(folder) : undefined;
}

function whyNoClass(folder: string): SpecEntry {
  if (!/^n\d{8}$/.test(folder)) {
    return {
      wrong: "lies in no class folder",
      hint: "Class folders are 0 to 999, written as decimal numbers. Class folders of your own are read with `classFolders`.",
    };
  }
  const meant = classes.find(({ wnid }) => wnid === folder);
  const example = meant === undefined ? "" : `: ${folder} is class ${meant.index}`;
  return {
    wrong: "lies in a folder named by a WordNet id",
    hint: `As ImageNetV2 only folders named by class number, 0 to 999, are read${example}. Folders of your own, named by WordNet id, are read with \`classFolders\`.`,
  };
}
