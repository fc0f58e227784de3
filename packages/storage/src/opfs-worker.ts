/**
 * What the dedicated worker of `@imagenet-v2/storage/opfs` runs. Where a bundler does not see it: bundle this entry as
 * a file of its own, and give `openOriginFiles` its URL.
 *
 * @module
 */
import { serveOriginFiles } from "./opfs/serve-origin-files.ts";

serveOriginFiles(globalThis as never);
