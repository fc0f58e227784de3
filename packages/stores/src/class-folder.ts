import { classes } from "@imagenet-v2/core";

/**
 * The class that a folder stands for: its name as a plain decimal number, 0 to 999. `undefined` for
 * any other name: `007`, `n01440764`, `1000`. The number is the label; the rank among sorted folder
 * names is not (`100` sorts before `2`).
 */
export function classOfFolder(folder: string): number | undefined {
  return /^(0|[1-9]\d{0,2})$/.test(folder) ? Number(folder) : undefined;
}

/** A class folder's name without the zeros that make names sort as numbers do: `0035` is `35`. */
export function unpadded(folder: string): string {
  return folder.replace(/^0+(?=\d+$)/, "");
}

/** Whether a file or folder is one that TFDS skips too: hidden, AppleDouble's `._x`, an editor's `x~`. */
export function isIgnored(name: string): boolean {
  return name.startsWith(".") || name.endsWith("~");
}

/** In lower case: what desktops, NAS devices, file systems and unpackers put beside people's files. */
const clutter = new Set([
  ...["thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "system volume information"],
  ...["icon\r", "__macosx", "@eadir", "#recycle", "lost+found"],
]);

/** Whether a file or folder is no part of the data, whatever is in it: clutter, a read-me, a licence. */
export function isClutter(name: string): boolean {
  const plain = name.toLowerCase();
  return clutter.has(plain) || /^(readme|licen[cs]e)(\.(md|txt|rst|html?))?$/.test(plain);
}

/** Whether a file is called as an image is, and by a name that can be printed. */
export function isImageName(baseName: string): boolean {
  return /^[^\p{Cc}\p{Bidi_Control}\uFFFD/\\]+\.jpe?g$/iu.test(baseName);
}

/** What to tell of a folder that is no class folder, as the end of a sentence and a hint. */
export function whyNoClass(folder: string): readonly [what: string, hint: string] {
  if (/^n\d{8}$/.test(folder)) {
    const meant = classes.find(({ wnid }) => wnid === folder);
    const example = meant === undefined ? "" : `: ${folder} is class ${meant.index}`;
    return [
      "lies in a folder named by a WordNet id",
      `Copies of ImageNetV2 in this layout hold today's images, in folders named by WordNet id, which this version does not read. Name the folders by class number, 0 to 999${example}.`,
    ];
  }
  return ["lies in no class folder", "Class folders are 0 to 999, written as decimal numbers."];
}
