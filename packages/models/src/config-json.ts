import { ImageNetV2Error } from "@imagenet-v2/core";
import type { ModelFolder } from "./model-folder.ts";

/** A config has a few kilobytes; one with 21,843 labels a megabyte. */
export const mostConfigBytes = 2 ** 24;

/**
 * What a JSON file of a model has in it; `undefined` where there is no such file.
 *
 * @throws INVALID_MODEL for a Git LFS pointer and for what is not JSON; FILE_TOO_LARGE, NOT_A_FILE, IO
 */
export async function configIn(folder: ModelFolder, name: string): Promise<unknown> {
  const bytes = await folder.read(name, mostConfigBytes);
  return bytes && parseConfig(bytes, folder.pathOf(name));
}

/** @throws INVALID_MODEL */
export function parseConfig(bytes: Uint8Array, path: string): unknown {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  if (text.startsWith("version https://git-lfs")) {
    throw new ImageNetV2Error(
      "INVALID_MODEL",
      `${path} is a Git LFS pointer, not the file itself.`,
      { path },
      { hint: "Fetch it: git lfs pull." },
    );
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ImageNetV2Error("INVALID_MODEL", `${path} is not valid JSON.`, { path }, { cause });
  }
}
