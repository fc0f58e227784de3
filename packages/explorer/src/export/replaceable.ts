import { access, readdir, realpath } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { ioError, isErrno } from "@imagenet-v2/fetch";

interface Permission {
  /** Whether an export that is there may be replaced. */
  readonly overwrite: boolean;
  /** A path that must not be replaced along: the archive. */
  readonly holds: string;
}

/**
 * Makes sure that nothing of worth is at a folder: nothing at all, or an export that may be replaced.
 *
 * @throws INVALID_OPTION; IO
 */
export async function requireReplaceable(
  folder: string,
  { overwrite, holds }: Permission,
): Promise<void> {
  if ((await namesIn(folder)).length === 0) return;
  const replaceable = (await isExport(folder)) && !(await lies(holds, folder));
  if (overwrite && replaceable) return;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${folder}: there is something already.`,
    { option: "folder" },
    {
      hint: replaceable
        ? "overwrite: true (--overwrite) replaces the export that is there."
        : "It is no export of the explorer, so it is not replaced: choose another folder.",
    },
  );
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (isErrno(error, "ENOENT")) return [];
    throw ioError(error, folder);
  });
}

function isExport(folder: string): Promise<boolean> {
  return access(join(folder, "documents", "index.js")).then(
    () => true,
    () => false,
  );
}

/** Whether a path is a folder or within it. */
async function lies(path: string, folder: string): Promise<boolean> {
  const way = relative(await realpath(folder), await realpath(path).catch(() => path));
  return way === "" || !(way.startsWith("..") || isAbsolute(way));
}
