import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { tooLarge } from "@imagenet-v2/storage/internal";
import { ioError } from "@imagenet-v2/storage/internal/node";
import { openFile } from "@imagenet-v2/storage/node";
import {
  checkHead,
  headBytes,
  largerModel,
  missingWeights,
  mostBytes,
} from "../../models/file-head.ts";

/**
 * Refuses what is plainly not a model.
 *
 * @throws NOT_FOUND, INVALID_MODEL, FILE_TOO_LARGE, IO
 */
export async function checkModelFile(path: string): Promise<void> {
  await checkFile(path, { what: "model", limit: mostBytes, hint: largerModel });
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
    throw missingWeights(path, model, error);
  }
}

interface Expected {
  readonly what: "model" | "weights";
  readonly limit: number;
  /** The way out for a larger one. */
  readonly hint: string;
}

async function checkFile(path: string, { what, limit, hint }: Expected): Promise<void> {
  try {
    const file = await openFile(path);
    try {
      const { size } = await file.stat();
      if (size > limit) throw tooLarge(path, size, { limit, hint });
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      checkHead(buffer.subarray(0, bytesRead), path, what);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isImageNetV2Error(error, "NOT_A_FILE")) {
      const { found, hint } = error;
      throw new ImageNetV2Error("INVALID_MODEL", `${path} is ${found}.`, { path }, { hint });
    }
    throw ioError(error, path);
  }
}
