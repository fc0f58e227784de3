/**
 * The class that a folder stands for: its name as a plain decimal number, 0 to 999. `undefined` for
 * any other name: `007`, `n01440764`, `1000`. The number is the label; the rank among sorted folder
 * names is not (`100` sorts before `2`).
 */
export function classOfFolder(folder: string): number | undefined {
  return /^(0|[1-9]\d{0,2})$/.test(folder) ? Number(folder) : undefined;
}

/** Whether a file or folder is one that TFDS skips too: hidden, AppleDouble's `._x`, an editor's `x~`. */
export function isIgnored(name: string): boolean {
  return name.startsWith(".") || name.endsWith("~");
}

/** Whether a file is called as an image of the dataset is. */
export function isImageName(baseName: string): boolean {
  return /^[0-9A-Za-z_.-]+\.jpe?g$/.test(baseName);
}

/** What to tell of a folder that is no class folder, as the end of a sentence and a hint. */
export function whyNoClass(folder: string): readonly [what: string, hint: string] {
  if (/^n\d{8}$/.test(folder)) {
    return [
      "lies in a folder named by a WordNet id",
      "This is the layout of December 2020, which was withdrawn: its images are others. Get today's archive.",
    ];
  }
  const hint = "Class folders are 0 to 999, written as plain decimal numbers.";
  if (/^0\d/.test(folder)) return ["lies in a class folder padded with zeros", hint];
  return ["lies in no class folder", hint];
}
