import { ImageNetV2Error } from "@imagenet-v2/core";

/** What the system said of a file, as NOT_FOUND or IO; any other error as it is. */
export function asFileError(error: unknown, path: string): unknown {
  if (!(error instanceof Error && "syscall" in error && "code" in error)) return error;
  const errno = String(error.code);
  if (errno === "ENOENT") {
    return new ImageNetV2Error("NOT_FOUND", `${path} does not exist.`, { path }, { cause: error });
  }
  return new ImageNetV2Error("IO", `${error.message}.`, { path, errno }, { cause: error });
}
