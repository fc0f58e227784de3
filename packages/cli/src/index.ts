/**
 * The command line of ImageNetV2. The `imagenet-v2` package installs it as a program; here it is to
 * be called from code.
 *
 * @example
 * const exitCode = await run(["list", "--sample", "--json"], terminal);
 *
 * @module
 */
export { main, run } from "./main.ts";
export { Interrupted } from "./report-error.ts";
export type { Terminal } from "./terminal.ts";
