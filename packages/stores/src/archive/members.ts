import { type DatasetSpec, imageNetV2 } from "@imagenet-v2/core";
import { ImageList } from "../image-list.ts";
import { isClutter, isIgnored } from "../passed-over.ts";
import { topOf } from "../top-folder.ts";
import { quote, unexpected } from "./archive-errors.ts";
import type { TarEntry } from "./walk.ts";

/**
 * The images among an archive's entries. Those of ImageNetV2 lie in one top folder of any name; others may
 * do without.
 *
 * @throws UNEXPECTED_MEMBER
 */
export function listMembers(entries: readonly TarEntry[], archivePath: string, spec: DatasetSpec) {
  const topDirectory =
    spec.key === imageNetV2.key
      ? topFolder(entries)
      : topOf(
          spec,
          entries.flatMap(({ path, isFolder }) => (isFolder ? [] : [path])),
        );
  const isFlat = topDirectory === undefined && spec.key !== imageNetV2.key;
  const top = isFlat ? "" : `${topDirectory}/`;
  const list = new ImageList<Pick<TarEntry, "offset" | "size">>(archivePath, spec, top);
  for (const { path, isFolder, offset, size } of entries) {
    // `tar -C folder .` writes an entry for the folder itself.
    if (path === "" || (path === topDirectory && isFolder)) continue;
    if (path.startsWith(top)) {
      list.add({ path: path.slice(top.length), isFolder }, { offset, size });
    } else if (!list.passesOver(path)) {
      const where =
        topDirectory === undefined
          ? "lies in no folder"
          : `is beside the top folder ${quote(topDirectory)}`;
      throw unexpected(archivePath, path, where, spec.layout);
    }
  }
  return { topDirectory, list };
}

/** The first folder; one that would be passed over elsewhere only where there is no other. */
function topFolder(entries: readonly TarEntry[]): string | undefined {
  const folders = entries
    .filter(({ path, isFolder }) => isFolder || path.includes("/"))
    .map(({ path }) => path.slice(0, `${path}/`.indexOf("/")))
    .filter((name) => name !== "");
  return folders.find((name) => !isIgnored(name) && !isClutter(name)) ?? folders[0];
}
