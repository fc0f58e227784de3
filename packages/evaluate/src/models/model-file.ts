import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { tooLarge } from "@imagenet-v2/storage/internal";
import { ioError } from "@imagenet-v2/storage/internal/node";
import { openFile } from "@imagenet-v2/storage/node";

/** Protobuf's own limit. Larger models keep their weights in files of their own. */
export const mostBytes = 2 ** 31 - 1;

/**
 * Refuses what is plainly not a model, with a better message than a runtime has.
 *
 * @throws NOT_FOUND, INVALID_MODEL, FILE_TOO_LARGE, IO
 */
export async function checkModelFile(path: string): Promise<void> {
  await checkFile(path, {
    what: "model",
    limit: mostBytes,
    hint: "An ONNX file is no larger; a larger model has its weights in a file beside it.",
  });
}

/**
 * Refuses a file of weights that is missing or plainly something else.
 *
 * @param model that names it
 * @throws INVALID_MODEL, IO
 */
export async function checkWeightsFile(path: string, model: string): Promise<void> {
  try {
    await checkFile(path, { what: "weights", limit: Number.POSITIVE_INFINITY, hint: "" });
  } catch (error) {
    if (!isImageNetV2Error(error, "NOT_FOUND")) throw error;
    throw new ImageNetV2Error(
      "INVALID_MODEL",
      `${model} has its weights in another file, ${path}, which is not there.`,
      { path },
      {
        hint: "Fetch it from where the model comes from, or put it back beside the model.",
        cause: error,
      },
    );
  }
}

interface Expected {
  readonly what: "model" | "weights";
  readonly limit: number;
  /** The way out for a larger one. */
  readonly hint: string;
}

async function checkFile(path: string, { what, limit, hint }: Expected): Promise<void> {
  const invalid = (what: string, hint?: string) =>
    new ImageNetV2Error("INVALID_MODEL", `${path} ${what}.`, { path }, { hint });
  let head = "";
  try {
    const file = await openFile(path);
    try {
      const { size } = await file.stat();
      if (size > limit) throw tooLarge(path, size, { limit, hint });
      const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
      head = buffer.toString("latin1", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isImageNetV2Error(error, "NOT_A_FILE")) throw invalid(`is ${error.found}`, error.hint);
    throw ioError(error, path);
  }
  if (head === "") throw invalid("is empty");
  if (head.startsWith("version https://git-lfs")) {
    throw invalid(`is a Git LFS pointer, not the ${what}`, "Fetch it: git lfs pull.");
  }
  if (/^\s*<(!doctype|html)/i.test(head)) {
    throw invalid("is a web page", "The download returned a web page instead: fetch it again.");
  }
}
