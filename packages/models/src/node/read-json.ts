import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { readSmallFile } from "@imagenet-v2/storage/node";

/** A config has a few kilobytes; one with 21,843 labels a megabyte. */
const mostBytes = 2 ** 24;

/**
 * What a JSON file has in it; `undefined` where there is no such file.
 *
 * @throws INVALID_MODEL for a Git LFS pointer and for what is not JSON; FILE_TOO_LARGE, NOT_A_FILE, IO
 */
export async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = (await readSmallFile(path, { limit: mostBytes })).toString("utf8");
  } catch (error) {
    if (isImageNetV2Error(error, "NOT_FOUND")) return undefined;
    throw error;
  }
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
