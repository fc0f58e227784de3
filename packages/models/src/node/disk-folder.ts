import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { isImageNetV2Error } from "@imagenet-v2/core";
import { fileError } from "@imagenet-v2/storage/internal/node";
import { readSmallFile } from "@imagenet-v2/storage/node";
import type { ModelFolder } from "../model-folder.ts";

/** A model's folder on disk. */
export function diskFolder(path: string): ModelFolder {
  return {
    path,
    pathOf: (name) => join(path, name),
    list: (inside) => filesIn(path, inside),
    read: (name, limit) => readIfThere(join(path, name), limit),
  };
}

/** A file; `undefined` where there is none. */
export async function readIfThere(path: string, limit: number): Promise<Uint8Array | undefined> {
  try {
    return await readSmallFile(path, { limit });
  } catch (error) {
    if (isImageNetV2Error(error, "NOT_FOUND")) return undefined;
    throw error;
  }
}

async function filesIn(folder: string, inside: string | undefined): Promise<string[]> {
  const path = inside === undefined ? folder : join(folder, inside);
  const names: string[] = [];
  try {
    for await (const entry of await opendir(path)) {
      if (!entry.isDirectory()) names.push(entry.name);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (inside !== undefined && (code === "ENOENT" || code === "ENOTDIR")) return [];
    throw fileError(error, path);
  }
  return names;
}
