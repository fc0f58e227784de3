import { type BigIntStats, readdirSync, statSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  type DatasetSpec,
  ImageNetV2Error,
  imageNetV2,
  variantOfTopDirectory,
} from "@imagenet-v2/core";
import { takingTurns } from "@imagenet-v2/storage/internal";
import { fileError, stampOf } from "@imagenet-v2/storage/internal/node";
import { requireFile } from "@imagenet-v2/storage/node";
import { type ArchiveSummary, inStorageOrder, summarize } from "./archive-summary.ts";
import { ImageList } from "./image-list.ts";
import { isClutter, isIgnored } from "./passed-over.ts";
import type { StoreOptions } from "./store.ts";
import { topOf } from "./top-folder.ts";

/** Images in a folder. Lists are in storage order. */
export interface FolderListing extends ArchiveSummary {
  /** The folder that the class folders lie in, as an absolute path without links. */
  readonly folder: string;
  readonly topDirectory: string;
  /** Where each image lies in the folder: its name, but for a class folder that is padded with zeros. */
  readonly paths: readonly string[];
  /** Times of the last change in nanoseconds, to see that a file is still the same. */
  readonly mtimes: readonly string[];
}

/**
 * Lists the images of an unpacked archive. The rules are those for what is in the top folder of an
 * archive; what the folder itself is called does not matter. Links are followed, since the folder is its
 * owner's.
 *
 * @param path the folder that the class folders lie in, or one that holds nothing but that
 * @throws NOT_FOUND, NOT_A_FILE, IO naming what could not be read; NOT_AN_ARCHIVE, UNEXPECTED_MEMBER, `signal.reason`
 */
export async function listFolder(
  path: string,
  { spec = imageNetV2, signal }: Pick<StoreOptions, "spec" | "signal"> = {},
): Promise<FolderListing> {
  signal?.throwIfAborted();
  const top = spec.key === imageNetV2.key ? findTop(path) : otherTop(path, spec);
  const list = new ImageList<{ place: string; size: number; mtime: string }>(top, spec);
  const turn = takingTurns(signal);

  const add = (place: string): boolean => {
    if (list.passesOver(place)) return false;
    const stats = look(join(top, place));
    if (!stats.isDirectory()) requireFile(stats, join(top, place));
    const { bytes: size, mtime } = stampOf(stats);
    list.add({ path: place, isFolder: stats.isDirectory() }, { place, size, mtime });
    return stats.isDirectory();
  };
  for (const child of names(top)) {
    if (!add(child)) continue;
    for (const name of names(top, child)) add(`${child}/${name}`);
    await turn();
  }

  const folder = await realpath(top);
  const topDirectory = basename(folder);
  const images = inStorageOrder(list.images, spec);
  const named = variantOfTopDirectory(topDirectory)?.name;
  const facts = await summarize(images, { spec, path, folders: list.folders, named });
  return {
    ...facts,
    folder,
    topDirectory,
    paths: images.map(({ place }) => place),
    mtimes: images.map(({ mtime }) => mtime),
    notes: [...list.notes, ...facts.notes],
  };
}

/** The folder itself, or the only one in it: the top folder of an archive that was unpacked there. */
function findTop(path: string): string {
  const children = names(path);
  if (children.some(isLikeAClass)) return path;
  const data = dataIn(path);
  const [only, ...others] = data.length > 0 ? data : children;
  if (only !== undefined && others.length === 0) {
    const top = join(path, only);
    if (look(top).isDirectory() && names(top).some(isLikeAClass)) return top;
  }
  const found = "a folder without class folders";
  throw new ImageNetV2Error(
    "NOT_AN_ARCHIVE",
    `${path}: not an unpacked archive, but ${found}.`,
    { path, found },
    {
      hint: "An unpacked archive has the folders 0 to 999. Class folders of your own are read with `classFolders`.",
    },
  );
}

/** The same for another dataset: the first file that is data tells. */
function otherTop(path: string, spec: DatasetSpec): string {
  const top = topOf(spec, filesIn(path, 3));
  const isAlone = dataIn(path).length === 1;
  return top !== undefined && isAlone ? join(path, top) : path;
}

/** The paths of files, of at most so many parts. */
function* filesIn(top: string, depth: number, folder = ""): Generator<string> {
  for (const name of dataIn(join(top, folder))) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (!look(join(top, path)).isDirectory()) yield path;
    else if (depth > 1) yield* filesIn(top, depth - 1, path);
  }
}

function dataIn(folder: string): string[] {
  return names(folder).filter((name) => !isIgnored(name) && !isClutter(name));
}

/** Also what is no class folder, but was meant to be one: what is wrong with it is told later. */
function isLikeAClass(name: string): boolean {
  return /^(\d+|n\d{8})$/.test(name);
}

function look(path: string): BigIntStats {
  try {
    return statSync(path, { bigint: true });
  } catch (error) {
    throw fileError(error, path);
  }
}

/** What is in a folder, or in a folder of it. Other bytes than UTF-8 could not be opened by their text. */
function names(top: string, child = ""): string[] {
  const folder = join(top, child);
  try {
    return readdirSync(folder, "buffer").map((name) => {
      const text = name.toString();
      if (isIgnored(text) || Buffer.from(text).equals(name)) return text;
      throw notUtf8(top, child, name);
    });
  } catch (error) {
    throw fileError(error, folder, "folder");
  }
}

function notUtf8(top: string, child: string, name: Buffer): ImageNetV2Error {
  const bytes = name.toString("latin1");
  const visible = bytes.replace(
    /[^ -~]/g,
    (byte) => `\\x${Buffer.from(byte, "latin1").toString("hex")}`,
  );
  const entry = child === "" ? visible : `${child}/${visible}`;
  return new ImageNetV2Error(
    "UNEXPECTED_MEMBER",
    `${top}: the entry "${entry}" has a name that is not UTF-8.`,
    { path: top, entry },
    { hint: "Rename or remove it; convmv converts many names at once." },
  );
}
