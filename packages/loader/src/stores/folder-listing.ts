import { readdirSync, statSync } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { ImageNetV2Error, variantOfTopDirectory } from "@imagenet-v2/core";
import { ioError, isErrno } from "@imagenet-v2/fetch";
import { MemberList } from "../archive/members.ts";
import { stampOf } from "../files/stamped-file.ts";
import { takingTurns } from "../files/turns.ts";
import { isIgnored } from "./class-folder.ts";
import { inStorageOrder, type Survey, survey } from "./survey.ts";

/** Images in a folder. Lists are in storage order. */
export interface FolderListing extends Survey {
  /** The folder that the class folders lie in, as an absolute path without links. */
  readonly folder: string;
  readonly topDirectory: string;
  /** Times of the last change in nanoseconds, to see that a file is still the same. */
  readonly mtimes: readonly string[];
}

/**
 * Lists the images of an unpacked archive. The rules are those for the members of an archive. Links
 * are followed, since the folder is its owner's.
 *
 * @param path the folder that the class folders lie in, or one that holds nothing but that
 * @throws NOT_FOUND, IO, NOT_AN_ARCHIVE, UNEXPECTED_MEMBER, `signal.reason`
 */
export async function listFolder(
  path: string,
  signal?: AbortSignal | undefined,
): Promise<FolderListing> {
  signal?.throwIfAborted();
  try {
    const folder = await findTop(await realpath(path), path);
    const topDirectory = basename(folder);
    const list = new MemberList(path);
    const times = new Map<string, string>();
    const turn = takingTurns(signal);

    const add = (relative: string): boolean => {
      const stats = statSync(join(folder, relative), { bigint: true });
      const { bytes: size, mtime } = stampOf(stats);
      times.set(relative, mtime);
      list.add({
        path: `${topDirectory}/${relative}`,
        isFolder: stats.isDirectory(),
        offset: 0,
        size,
      });
      return stats.isDirectory();
    };
    for (const child of names(folder)) {
      if (!add(child)) continue;
      for (const name of names(join(folder, child))) add(`${child}/${name}`);
      await turn();
    }

    const members = inStorageOrder(list.members);
    const facts = await survey(members, variantOfTopDirectory(topDirectory)?.name);
    const mtimes = members.map(({ fileName }) => times.get(fileName) as string);
    return { folder, topDirectory, mtimes, ...facts };
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw ioError(error, path);
    throw new ImageNetV2Error("NOT_FOUND", `${path}: no such folder.`, { path }, { cause: error });
  }
}

function names(folder: string): string[] {
  return readdirSync(folder).filter((name) => !isIgnored(name));
}

/** The folder itself, or the only thing in it: the top folder of an archive that was unpacked there. */
async function findTop(folder: string, path: string): Promise<string> {
  const children = (await readdir(folder)).filter((name) => !isIgnored(name));
  if (children.some(isLikeAClass)) return folder;
  const [only, ...others] = children;
  if (only !== undefined && others.length === 0) {
    const top = join(folder, only);
    if (statSync(top).isDirectory() && names(top).some(isLikeAClass)) return top;
  }
  const found = "a folder without class folders";
  throw new ImageNetV2Error(
    "NOT_AN_ARCHIVE",
    `${path}: not an unpacked archive, but ${found}.`,
    { path, found },
    { hint: "An unpacked archive has the folders 0 to 999." },
  );
}

/** Also what is no class folder, but was meant to be one: what is wrong with it is told later. */
function isLikeAClass(name: string): boolean {
  return /^(\d+|n\d{8})$/.test(name);
}
