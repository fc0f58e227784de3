import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { formatSize, isError, messageOf } from "@imagenet-v2/core/internal";

const hints: Readonly<Record<string, string>> = {
  NoModificationAllowedError:
    "Another tab or worker of this site has it open: close that, or wait for it.",
  TypeMismatchError:
    "A file stands where a folder is needed, or the other way round: choose another name.",
  InvalidStateError: "It was closed: open it again.",
};

/** The typed form of what a browser refuses, but for lack of room. @param path what messages call it */
export function originError(cause: unknown, path: string): unknown {
  if (isImageNetV2Error(cause)) return cause;
  const errno = isError(cause) ? cause.name : "unknown";
  if (errno === "NotFoundError") {
    const hint =
      "A page's paths lead to what its site has stored. Give a file of the machine as a File.";
    return new ImageNetV2Error("NOT_FOUND", `${path}: no such file.`, { path }, { hint, cause });
  }
  const message = `${path}: ${messageOf(cause).replace(/\.$/, "")}.`;
  return new ImageNetV2Error("IO", message, { path, errno }, { hint: hints[errno], cause });
}

/** Runs a call of the browser's. @throws its typed form */
export async function typed<T>(
  path: string,
  call: () => T | Promise<T>,
  growth?: number,
): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const isFull = isError(cause) && cause.name === "QuotaExceededError";
    throw isFull ? diskFull(path, growth, cause) : originError(cause, path);
  }
}

/** @param growth bytes that were to be added, where that is known */
function diskFull(path: string, growth: number | undefined, cause: unknown) {
  const needed = growth === undefined ? "More room is" : `${formatSize(growth)} more are`;
  return new ImageNetV2Error(
    "DISK_FULL",
    `${path}: ${needed} needed, and the browser gives this site none.`,
    { path },
    {
      hint: "Free space on the disk, or remove what this site has stored, and do the same again.",
      cause,
    },
  );
}
