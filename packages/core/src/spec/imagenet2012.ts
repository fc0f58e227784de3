import { classes } from "../classes.ts";
import { ImageNetV2Error } from "../errors.ts";
import type { DatasetSpec, FoundNames, SpecEntry } from "./dataset-spec.ts";

const name = "imagenet2012";
const numExamples = 50_000;
const pattern = /^ILSVRC2012_val_(\d{8})\.JPEG$/i;
const layout =
  "Images are called ILSVRC2012_val_00000001.JPEG to ILSVRC2012_val_00050000.JPEG, all in one folder or in folders named by WordNet id.";

/** The official archive of ImageNet's validation set: image-net.org gives it to those who have an account. */
export const validationArchive = {
  fileName: "ILSVRC2012_img_val.tar",
  md5: "29b22e2961454d5413ddabcf34fc5622",
} as const;

const labelOfWnid = new Map(classes.map(({ wnid, index }) => [wnid, index]));

/**
 * ImageNet's validation set, as {@link validationArchive} holds it, or in folders named by WordNet id.
 * Labels follow from the numbers of the files, by the published list.
 */
export const imageNet2012: DatasetSpec = {
  name,
  split: "validation",
  order: "path",
  classes,
  key: name,
  layout,
  // The official archive has 6.7 GB; copies on a Mac have an AppleDouble twin of each entry.
  limits: { bytes: 2 ** 34, entries: 2 * (numExamples + classes.length + 1) },
  numExamples,
  notes: [],
  isImage: (baseName) => numberOf(baseName) !== undefined,
  entry,
  // The list of labels is loaded by settle: it is 80 KB that only those need who read this dataset.
  labelOf: (fileName) => labelOfWnid.get(folderOf(fileName) ?? ""),
  settle,
};

async function settle({ path, fileNames }: FoundNames): Promise<DatasetSpec> {
  const { validationLabels } = await import("./validation-labels.ts");
  const labels = validationLabels();
  const taken = new Map<number, string>();
  for (const fileName of fileNames) {
    const number = numberOf(fileName) ?? 0;
    const label = labels[number - 1];
    const folder = folderOf(fileName);
    const twin = taken.get(number);
    if (twin !== undefined) throw refused(path, fileName, `is the same image as ${twin}`);
    if (folder !== undefined && labelOfWnid.get(folder) !== label) {
      const { wnid } = classes[label as number] ?? {};
      throw refused(path, fileName, `lies in another class folder than its own, ${wnid}`);
    }
    taken.set(number, fileName);
  }
  return { ...imageNet2012, labelOf: (fileName) => labels[(numberOf(fileName) ?? 0) - 1] };
}

function entry(path: string, isFolder: boolean): SpecEntry {
  const parts = path.split("/");
  const [folder = "", second] = parts;
  if (isFolder ? parts.length > 1 : parts.length > 2)
    return { wrong: "lies too deep", hint: layout };
  if ((isFolder || second !== undefined) && !labelOfWnid.has(folder)) {
    return { wrong: "lies in no folder named by a WordNet id of ImageNet", hint: layout };
  }
  if (isFolder) return { folder };
  return numberOf(path) === undefined
    ? { wrong: "is not named as an image of the validation set is", hint: layout }
    : { image: path };
}

/** The number in a file's name, 1 to 50,000. */
function numberOf(path: string): number | undefined {
  const [, digits] = pattern.exec(path.slice(path.lastIndexOf("/") + 1)) ?? [];
  const number = Number(digits);
  return number >= 1 && number <= numExamples ? number : undefined;
}

function folderOf(fileName: string): string | undefined {
  const slash = fileName.indexOf("/");
  return slash === -1 ? undefined : fileName.slice(0, slash);
}

function refused(path: string, entry: string, what: string): ImageNetV2Error {
  return new ImageNetV2Error(
    "UNEXPECTED_MEMBER",
    `${path}: the entry ${JSON.stringify(entry)} ${what}.`,
    { path, entry },
    { hint: layout },
  );
}
