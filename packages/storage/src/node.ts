/**
 * Files, as Node has them.
 *
 * @example
 * import { open } from "node:fs/promises";
 * import { ioError } from "@imagenet-v2/storage/node";
 *
 * const path = "/data/archive.tar";
 * const error = await open(path).catch((refusal) => ioError(refusal, path));
 * error.code; //=> "IO"
 *
 * @module
 */
export { ioError, isErrno } from "./io-error.ts";
