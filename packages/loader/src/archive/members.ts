import { classOfFolder, isIgnored, isImageName, whyNoClass } from "../stores/class-folder.ts";
import { unexpected } from "./refuse.ts";
import type { TarEntry } from "./walk.ts";

/** An image in an archive. */
export interface ArchiveMember {
  /** `<class>/<file>`, without the top folder. */
  readonly fileName: string;
  readonly offset: number;
  readonly size: number;
}

const layout = "Images lie in <one top folder>/<class 0 to 999>/<name>.jpeg.";

/**
 * Collects the images among an archive's entries, and refuses whatever is neither an image at its
 * place, nor a folder on the way there, nor a file that TFDS skips too (hidden, or ending in `~`).
 */
export class MemberList {
  readonly members: ArchiveMember[] = [];
  topDirectory: string | undefined;
  readonly #archive: string;
  /** Names in lower case: where case does not matter, twins would be one file. */
  readonly #taken = new Set<string>();

  constructor(archivePath: string) {
    this.#archive = archivePath;
  }

  /** @throws UNEXPECTED_MEMBER */
  add({ path, isFolder, offset, size }: TarEntry): void {
    const refuse = (what: string, hint: string) => unexpected(this.#archive, path, what, hint);
    const parts = path.split("/");
    // `tar -C folder .` writes an entry for the folder itself.
    if (path === "" || parts.some(isIgnored)) return;

    const [top = "", folder, baseName, ...deeper] = parts;
    if (!isFolder && baseName === undefined) throw refuse("lies in no class folder", layout);
    if (!/^[0-9A-Za-z_.-]+$/.test(top)) throw refuse("has a strange name", layout);
    this.topDirectory ??= top;
    if (top !== this.topDirectory)
      throw refuse(`is beside the top folder ${this.topDirectory}`, layout);
    if (folder === undefined) return;
    if (classOfFolder(folder) === undefined) throw refuse(...whyNoClass(folder));
    if (isFolder && baseName === undefined) return;
    if (isFolder || deeper.length > 0) throw refuse("lies too deep", layout);

    const fileName = `${folder}/${baseName}`;
    if (!isImageName(baseName as string)) throw refuse("is not named as an image is", layout);
    const key = fileName.toLowerCase();
    if (this.#taken.has(key)) throw refuse("is there twice (or differs by case only)", layout);
    this.#taken.add(key);
    this.members.push({ fileName, offset, size });
  }
}
