import { basename, relative } from "node:path";
import { dataFolders } from "@imagenet-v2/fetch/internal";

export { keepStudy } from "../statistics/statistics-cache.ts";
export { threads } from "./threads.ts";

/** The name of a file or folder, without the way to it. */
export function baseName(path: string): string {
  return basename(path);
}

/** Whether a path lies in one of the data folders, where data is found by its name. */
export function isFoundByName(path: string): boolean {
  return dataFolders().some((folder) => {
    const way = relative(folder.path, path);
    return way !== "" && !way.startsWith("..") && way !== path;
  });
}
