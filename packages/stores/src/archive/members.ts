import { isClutter, isIgnored } from "../class-folder.ts";
import { ImageList, layout } from "../image-list.ts";
import { quote, unexpected } from "./archive-errors.ts";
import type { TarEntry } from "./walk.ts";

/**
 * The images among an archive's entries, which lie in one top folder of any name.
 *
 * @throws UNEXPECTED_MEMBER
 */
export function listMembers(entries: readonly TarEntry[], archivePath: string) {
  const topDirectory = topFolder(entries);
  const list = new ImageList<Pick<TarEntry, "offset" | "size">>(archivePath, `${topDirectory}/`);
  for (const { path, isFolder, offset, size } of entries) {
    // `tar -C folder .` writes an entry for the folder itself.
    if (path === "" || (path === topDirectory && isFolder)) continue;
    if (path.startsWith(`${topDirectory}/`)) {
      const below = path.slice(`${topDirectory}/`.length);
      list.add({ path: below, isFolder }, { offset, size });
    } else if (!list.passesOver(path)) {
      const where =
        topDirectory === undefined
          ? "lies in no folder"
          : `is beside the top folder ${quote(topDirectory)}`;
      throw unexpected(archivePath, path, where, layout);
    }
  }
  return { topDirectory, members: list.images, notes: list.notes };
}

/** The first folder; one that would be passed over elsewhere only where there is no other. */
function topFolder(entries: readonly TarEntry[]): string | undefined {
  const folders = entries
    .filter(({ path, isFolder }) => isFolder || path.includes("/"))
    .map(({ path }) => path.slice(0, `${path}/`.indexOf("/")))
    .filter((name) => name !== "");
  return folders.find((name) => !isIgnored(name) && !isClutter(name)) ?? folders[0];
}
