import { ImageNetV2Error } from "@imagenet-v2/core";
import { isError, shown } from "@imagenet-v2/core/internal";
import type { FileHandle, FolderHandle } from "./web-types.ts";

/** The folder of all that is ours, in the origin's root. */
export const ours = "imagenet-v2";

/**
 * The parts of a path, from the root on.
 *
 * @throws INVALID_OPTION for anything that no file of the origin can be called
 */
function partsOf(path: string): string[] {
  const parts = typeof path === "string" ? path.split("/") : [];
  const isFine = (part: string) =>
    part !== "" && part !== "." && part !== ".." && !/[\0\\]/.test(part);
  if (parts.length > 0 && parts.every(isFine)) return [ours, ...parts];
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${shown(path)} is not a path among this site's stored files.`,
    { option: "path" },
    { hint: 'Name it as "folder/file.tar", without a leading slash.' },
  );
}

/** The folder that a path lies in, and the last part of the path. @throws the browser's own errors */
export async function parentOf(
  root: FolderHandle,
  path: string,
  create: boolean,
): Promise<{ folder: FolderHandle; base: string }> {
  const parts = partsOf(path);
  const base = parts.pop() as string;
  return { folder: await walk(root, parts, create), base };
}

export async function fileAt(
  root: FolderHandle,
  path: string,
  create: boolean,
): Promise<FileHandle> {
  const { folder, base } = await parentOf(root, path, create);
  return folder.getFileHandle(base, { create });
}

/** @returns undefined where there is none */
export async function folderAt(
  root: FolderHandle,
  path: string,
): Promise<FolderHandle | undefined> {
  const parts = partsOf(path);
  try {
    return await walk(root, parts, false);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

export function isAbsent(error: unknown): boolean {
  return isError(error) && error.name === "NotFoundError";
}

async function walk(
  root: FolderHandle,
  parts: readonly string[],
  create: boolean,
): Promise<FolderHandle> {
  let folder = root;
  for (const part of parts) folder = await folder.getDirectoryHandle(part, { create });
  return folder;
}
