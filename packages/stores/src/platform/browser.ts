import { kindOf } from "@imagenet-v2/core/internal";
import { noFiles, refusesFiles } from "@imagenet-v2/storage/internal";
import { isWebUrl } from "../archive/web-url.ts";
import type * as node from "./node.ts";

export { openKept } from "./browser/open-kept.ts";
export { openOriginArchive as openArchiveFile } from "./browser/origin-archive.ts";
export { openOriginAgain } from "./browser/origin-source.ts";

export const FolderStore = refusingStore("FolderStore");
export const PreparedStore = refusingStore("PreparedStore");

export const filePath: typeof node.filePath = (archive) => {
  const isText = typeof archive === "string" || kindOf(archive) === "URL";
  return isText && !isWebUrl(String(archive)) ? String(archive) : undefined;
};

export const readTextFile: typeof node.readTextFile = refuse;
/** In JavaScript alone it takes minutes. */
export const archiveDigest: typeof node.archiveDigest = async () => undefined;
/** Among the origin's files archives alone are opened. */
export const isFolder: typeof node.isFolder = async () => false;
export const openFileAgain: typeof node.openFileAgain = ({ path }) => refuse(path);
export const isPrepared: typeof node.isPrepared = async () => false;

async function refuse(path: string): Promise<never> {
  throw noFiles(path);
}

function refusingStore(name: string) {
  return class {
    static readonly open = refusesFiles(`${name}.open`);
    static readonly reopen = refusesFiles(`${name}.reopen`);

    constructor() {
      throw noFiles(name);
    }
  };
}
