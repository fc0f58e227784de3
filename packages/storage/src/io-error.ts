import { constants } from "node:os";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { isError } from "@imagenet-v2/core/internal";

const elsewhere = "choose another folder; that of the data is set by `dataDir`";

/** What the reader can do about the system's refusal, by its own word for it. */
const hints: Readonly<Record<string, string>> = {
  EACCES: `Make it accessible to this user, or ${elsewhere}.`,
  EPERM: `Make it accessible to this user, or ${elsewhere}.`,
  EROFS: `It is on a read-only file system: ${elsewhere}.`,
  EFBIG: "The file size limit of this process or file system is too small (see ulimit -f).",
  EMFILE: "Raise the limit of open files (ulimit -n), or do less at once.",
  ENFILE: "The whole system has too many files open: close some, or raise its limit.",
  ENOTDIR: `A file stands where a folder is needed: ${elsewhere}.`,
  EEXIST: `A file stands where a folder is needed: ${elsewhere}.`,
  EISDIR: "A folder stands where a file is needed: choose another name.",
  ELOOP: `A symbolic link points at itself: remove it, or ${elsewhere}.`,
  ENOENT: "A part of this path is missing, or is a link to nowhere.",
  ENAMETOOLONG: "Choose a shorter path; that of the data folder is set by `dataDir`.",
  EIO: "The disk or its connection is failing: look at the system's log.",
  ESTALE: "The network file system lost this file: mount it again.",
};

/** Whether this is an error of the operating system, and of one of these kinds if any are given. */
export function isErrno(error: unknown, ...codes: string[]): error is NodeJS.ErrnoException {
  return (
    isError(error) &&
    typeof (error as NodeJS.ErrnoException).syscall === "string" &&
    typeof (error as NodeJS.ErrnoException).code === "string" &&
    (codes.length === 0 || codes.includes(nameOf(error)))
  );
}

/** Node has names for the errors that libuv knows; a quota and a stale handle are "unknown" to it. */
function nameOf({ code = "", errno }: NodeJS.ErrnoException): string {
  if (!code.startsWith("Unknown system error")) return code;
  const known = Object.entries(constants.errno).find(([, number]) => number === -(errno ?? 0));
  return known?.[0] ?? code;
}

/**
 * The typed form of a file system's refusal: DISK_FULL for a full disk or quota, else IO. Anything
 * else (an abort, a typed error) is given back as it is, so that a `catch` may pass all through it.
 */
export function ioError(error: unknown, path: string): unknown {
  if (isNotAPath(error) && path.includes("\0")) {
    return new ImageNetV2Error(
      "IO",
      `${shortened(path)}: a path cannot contain NUL.`,
      { path, errno: "EINVAL" },
      { hint: "Name another file.", cause: error },
    );
  }
  if (!isErrno(error)) return error;
  const errno = nameOf(error);
  if (errno === "ENOSPC" || errno === "EDQUOT") {
    return new ImageNetV2Error(
      "DISK_FULL",
      `${path}: ${errno === "EDQUOT" ? "the disk quota is used up" : "the disk is full"}.`,
      { path },
      { hint: "Make space and do the same again: it goes on where it stopped.", cause: error },
    );
  }
  // Node adds the call and its paths: that of a temporary file, or the one named already.
  const [reason = ""] = error.message.split(`, ${error.syscall}`);
  return new ImageNetV2Error(
    "IO",
    `${shortened(path)}: ${reason.startsWith("Unknown") ? errno : reason}.`,
    { path, errno },
    { hint: hints[errno], cause: error },
  );
}

/** Node itself refuses what the system could not even be asked. */
function isNotAPath(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === "ERR_INVALID_ARG_VALUE";
}

/** No system has paths this long, but somebody may ask for one. */
function shortened(path: string): string {
  return path.length > 4096 ? `${path.slice(0, 100)}…` : path;
}
