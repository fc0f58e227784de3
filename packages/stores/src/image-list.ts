import type { DatasetSpec } from "@imagenet-v2/core";
import { few } from "@imagenet-v2/core/internal";
import { unexpected } from "./archive/archive-errors.ts";
import { isClutter, isIgnored } from "./passed-over.ts";

/** A file or folder below the top folder. */
interface Found {
  /** Relative to the top folder, with `/`. */
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * Collects the images below a top folder, by rules that folders and archives share: refuses whatever is
 * neither an image at its place, nor a folder on the way there, nor passed over.
 */
export class ImageList<Facts extends object> {
  readonly images: (Facts & { readonly fileName: string })[] = [];
  readonly #source: string;
  readonly #spec: DatasetSpec;
  readonly #prefix: string;
  /** Names in lower case: where case does not matter, twins would be one file. */
  readonly #taken = new Set<string>();
  readonly #clutter = new Set<string>();
  /** Class folders as they are called, and as they are read. */
  readonly #renamed = new Map<string, string>();
  readonly #folders = new Set<string>();

  /**
   * @param source what the archive or folder is called in messages
   * @param prefix what its entries' names begin with there
   */
  constructor(source: string, spec: DatasetSpec, prefix = "") {
    this.#source = source;
    this.#spec = spec;
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
    const entry = this.#spec.entry(path, isFolder);
    if ("wrong" in entry) throw refuse(entry.wrong, entry.hint);
    if ("folder" in entry) {
      this.#folders.add(entry.folder);
      return;
    }
    const { image: fileName } = entry;
    const key = fileName.normalize().toLowerCase();
    if (this.#taken.has(key)) {
      throw refuse("is there twice (or differs by case only)", this.#spec.layout);
    }
    this.#taken.add(key);
    const folder = fileName.slice(0, Math.max(0, fileName.lastIndexOf("/")));
    if (folder !== "") this.#folders.add(folder);
    if (fileName !== path) this.#renamed.set(path.slice(0, path.lastIndexOf("/")), folder);
    this.images.push({ ...facts, fileName });
  }

  /** Class folders, also those without images. */
  get folders(): readonly string[] {
    return [...this.#folders];
  }

  /** What a reader should know of these images, a sentence each. */
  get notes(): string[] {
    const ignored = [...this.#clutter].sort().map((path) => JSON.stringify(path).slice(1, -1));
    const padded = [...this.#renamed]
      .sort()
      .map(([folder, plain]) => `${folder} as class ${plain}`);
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
