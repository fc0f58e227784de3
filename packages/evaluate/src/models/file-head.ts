import { ImageNetV2Error } from "@imagenet-v2/core";

/** How many of a file's first bytes tell that it is plainly something else. */
export const headBytes = 64;

/** Protobuf's own limit. Larger models keep their weights in files of their own. */
export const mostBytes = 2 ** 31 - 1;

export const largerModel =
  "An ONNX file is no larger; a larger model has its weights in a file beside it.";

/**
 * Refuses what is plainly not a model, or not weights, with a better message than a runtime has.
 *
 * @throws INVALID_MODEL
 */
export function checkHead(head: Uint8Array, path: string, what: "model" | "weights"): void {
  const invalid = (what: string, hint?: string) =>
    new ImageNetV2Error("INVALID_MODEL", `${path} ${what}.`, { path }, { hint });
  const text = new TextDecoder("latin1").decode(head.subarray(0, headBytes));
  if (text === "") throw invalid("is empty");
  if (text.startsWith("version https://git-lfs")) {
    throw invalid(`is a Git LFS pointer, not the ${what}`, "Fetch it: git lfs pull.");
  }
  if (/^\s*<(!doctype|html)/i.test(text)) {
    throw invalid("is a web page", "The download returned a web page instead: fetch it again.");
  }
}

/** The error for weights that a model has in a file that is not there. */
export function missingWeights(
  path: string,
  model: string,
  cause?: unknown,
): ImageNetV2Error<"INVALID_MODEL"> {
  return new ImageNetV2Error(
    "INVALID_MODEL",
    `${model} has its weights in another file, ${path}, which is not there.`,
    { path },
    { hint: "Fetch it from where the model comes from, or put it back beside the model.", cause },
  );
}
