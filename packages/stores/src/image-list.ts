import { unexpected } from "./archive/archive-errors.ts";
import {
  classOfFolder,
  isClutter,
  isIgnored,
  isImageName,
  unpadded,
  whyNoClass,
} from "./class-folder.ts";
import { few } from "./few.ts";

/** A file or folder below the top folder. */
interface Found {
  /** Relative to the top folder, with `/`. */
  readonly path: string;
  readonly isFolder: boolean;
}

export const layout = "Images lie in <one top folder>/<class 0 to 999>/<name>.jpeg.";

/**
 * Collects the images below a top folder, by rules that folders and archives share: refuses whatever is
 * neither an image at its place, nor a folder on the way there, nor passed over.
 */
export class ImageList<Facts extends object> {
  readonly images: (Facts & { readonly fileName: string })[] = [];
  readonly #source: string;
  readonly #prefix: string;
  /** Names in lower case: where case does not matter, twins would be one file. */
  readonly #taken = new Set<string>();
  readonly #clutter = new Set<string>();
  readonly #padded = new Set<string>();

  /**
   * @param source what the archive or folder is called in messages
   * @param prefix what its entries' names begin with there
   */
  constructor(source: string, prefix = "") {
    this.#source = source;
    this.#prefix = prefix;
  }

  /**
   * Whether an entry is passed over: a file that TFDS skips too (hidden, or ending in `~`), or clutter,
   * which is counted.
   */
  passesOver(path: string): boolean {
    const parts = path.split("/");
    if (parts.some(isIgnored)) return true;
    const clutter = parts.findIndex(isClutter);
    if (clutter === -1) return false;
    this.#clutter.add(parts.slice(0, clutter + 1).join("/"));
    return true;
  }

  /**
   * @param facts what is kept of an image beside its name
   * @throws UNEXPECTED_MEMBER
   */
  add({ path, isFolder }: Found, facts: Facts): void {
    if (this.passesOver(path)) return;
    const refuse = (what: string, hint: string) =>
      unexpected(this.#source, this.#prefix + path, what, hint);
    const [folder = "", baseName, ...deeper] = path.split("/");
    if (!isFolder && baseName === undefined) throw refuse("lies in no class folder", layout);
    const label = classOfFolder(unpadded(folder));
    if (label === undefined) throw refuse(...whyNoClass(folder));
    if (baseName === undefined) return;
    if (isFolder || deeper.length > 0) throw refuse("lies too deep", layout);
    if (!isImageName(baseName)) throw refuse("is not named as an image is", layout);

    const fileName = `${label}/${baseName}`;
    const key = fileName.normalize().toLowerCase();
    if (this.#taken.has(key)) throw refuse("is there twice (or differs by case only)", layout);
    this.#taken.add(key);
    if (folder !== String(label)) this.#padded.add(folder);
    this.images.push({ ...facts, fileName });
  }

  /** What a reader should know of these images, a sentence each. */
  get notes(): string[] {
    const ignored = [...this.#clutter].sort().map((path) => JSON.stringify(path).slice(1, -1));
    const padded = [...this.#padded]
      .sort()
      .map((folder) => `${folder} as class ${unpadded(folder)}`);
    const what =
      ignored.length === 1 ? "entry that is not an image" : "entries that are not images";
    return [
      ...(ignored.length > 0 ? [`Ignored ${ignored.length} ${what}: ${few(ignored)}.`] : []),
      ...(padded.length > 0
        ? [`Zero-padded class folders were read as numbers: ${few(padded)}.`]
        : []),
    ];
  }
}
