// Pictures in ImageNet-R's shape: 200 folders named by WordNet id, and in each some "renditions".
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { classes } from "imagenet-v2";
import { encodeJpeg } from "imagenet-v2/view";

/** Every fifth of ImageNet's classes. ImageNet-R has 200 others; any list does. */
export const wnids = classes.filter(({ index }) => index % 5 === 0).map(({ wnid }) => wnid);

const styles = ["art", "cartoon", "embroidery", "graffiti", "sketch", "toy"];

/**
 * Writes `<folder>/images/n01440764/art_0.jpg` and so on, and the list of classes beside it. A picture is one
 * grey, whose lightness says which class it shows; in a few it is another class than the folder's, so
 * that there is something to get wrong:
 *
 * - the first picture of every fourth class (50 in all) shows the next class,
 * - the second picture of the first ten classes shows the class a hundred places on.
 */
export async function writeRenditions(folder: string, imagesPerClass: number) {
  const [archive, list] = [join(folder, "images"), join(folder, "classes.txt")];
  const pictures = await Promise.all(wnids.map((_, shown) => flat(greyOf(shown))));
  for (const [label, wnid] of wnids.entries()) {
    await mkdir(join(archive, wnid), { recursive: true });
    const names = Array.from({ length: imagesPerClass }, (_, n) => `${styles[n % 6]}_${n}.jpg`);
    await Promise.all(
      names.map((name, n) =>
        writeFile(join(archive, wnid, name), pictures[shownIn(label, n)] as Uint8Array),
      ),
    );
  }
  await writeFile(list, wnids.map((wnid) => `${wnid}\n`).join(""));
  return { archive, list };
}

function shownIn(label: number, n: number): number {
  if (n === 0 && label % 4 === 0) return label + 1;
  if (n === 1 && label < 10) return label + 100;
  return label;
}

/** Lightness 0 to 255 for ImageNet's classes 0 to 1000. */
function greyOf(label: number): number {
  return Math.round((255 * 5 * label) / 1000);
}

function flat(grey: number): Promise<Uint8Array> {
  const data = new Uint8Array(8 * 8 * 3).fill(grey);
  return encodeJpeg({ data, shape: [8, 8, 3], dtype: "uint8" }, { quality: 100 });
}
