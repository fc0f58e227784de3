import { open } from "node:fs/promises";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { ioError, isErrno } from "@imagenet-v2/fetch";

/**
 * Refuses what is plainly no model, with a better message than a runtime has.
 *
 * @throws NOT_FOUND, INVALID_MODEL, IO
 */
export async function checkModelFile(path: string): Promise<void> {
  const invalid = (what: string, hint?: string) =>
    new ImageNetV2Error("INVALID_MODEL", `${path} ${what}.`, { path }, { hint });
  let head = "";
  try {
    const file = await open(path, "r");
    try {
      if ((await file.stat()).isDirectory()) throw invalid("is a folder");
      const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
      head = buffer.toString("latin1", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isErrno(error, "ENOENT")) {
      throw new ImageNetV2Error("NOT_FOUND", `There is no ${path}.`, { path }, { cause: error });
    }
    throw ioError(error, path);
  }
  if (head === "") throw invalid("is empty");
  if (head.startsWith("version https://git-lfs")) {
    throw invalid("is a Git LFS pointer, not the model itself", "Fetch it: git lfs pull.");
  }
  if (/^\s*<(!doctype|html)/i.test(head)) {
    throw invalid("is a web page", "The download gave a page in its stead: fetch it again.");
  }
}
