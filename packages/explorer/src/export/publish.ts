import { randomBytes } from "node:crypto";
import { access, mkdir, readdir, realpath, rename, rm } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { ioError, isErrno, syncFolder } from "@imagenet-v2/fetch";

interface PublishOptions {
  readonly overwrite: boolean;
  /** A path that must not be replaced along: the archive. */
  readonly holds: string;
}

/**
 * Makes a folder that is seen whole or not at all.
 *
 * @param build fills the folder at the path it is given; if it throws, nothing is left
 * @throws INVALID_OPTION if something is there that is not to be replaced; DISK_FULL, IO
 */
export async function publishSite(
  path: string,
  options: PublishOptions,
  build: (site: string) => Promise<void>,
): Promise<void> {
  const target = resolve(path);
  const aside = (what: string) => `${target}.${what}.${randomBytes(6).toString("hex")}`;
  const site = aside("incomplete");
  const former = aside("former");
  try {
    const replaces = await mayReplace(target, options);
    await mkdir(dirname(target), { recursive: true });
    await mkdir(site);
    await build(site);
    await syncFolder(site);
    if (replaces) await rename(target, former);
    await rename(site, target);
    await syncFolder(dirname(target));
  } catch (error) {
    throw ioError(error, target);
  } finally {
    // Where nothing could be made, there is nothing to remove either.
    for (const path of [site, former]) {
      await rm(path, { recursive: true, force: true }).catch(() => {});
    }
  }
}

/** Whether there is something to replace. @throws INVALID_OPTION if it is not to be replaced */
async function mayReplace(target: string, { overwrite, holds }: PublishOptions): Promise<boolean> {
  const names = await readdir(target).catch((error: unknown) => {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  });
  if (names === undefined) return false;
  if (names.length === 0) return true;
  const inside = relative(await realpath(target), await realpath(holds).catch(() => holds));
  const holdsArchive = inside === "" || !(inside.startsWith("..") || isAbsolute(inside));
  const isExport = await access(join(target, "documents", "index.js")).then(
    () => true,
    () => false,
  );
  if (overwrite && isExport && !holdsArchive) return true;
  const hint =
    isExport && !holdsArchive
      ? "overwrite: true (--overwrite) replaces the export that is there."
      : "It is no export of the explorer, so it is not replaced: choose another folder.";
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${target}: there is something already.`,
    { option: "folder" },
    { hint },
  );
}
