import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/**
 * Whether a module did not load because too many files are open. Node does not always say so: where it cannot open
 * a package's package.json, it goes on as if there was none, and misses a file that the package does not even have.
 * A file that a package promises and lacks is missing indeed.
 */
export function isShortOfFiles(error: unknown): boolean {
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (isLimit(code)) return true;
  if (code !== "ERR_MODULE_NOT_FOUND") return false;
  const [, path] = /^Cannot find (?:package|module) '(\/.*?)' imported from /.exec(message) ?? [];
  if (path === undefined) return false;
  if (existsSync(path)) return true;
  const folder = packageOf(path);
  if (folder === undefined) return false;
  try {
    const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    // Values, as opposed to names: "./internal": { "default": "./dist/internal.js" }.
    const promised = JSON.stringify(exports ?? "").replaceAll(/"[^"]*":/g, "");
    return exports !== undefined && !promised.includes(`"./${relative(folder, path)}"`);
  } catch (reading) {
    return isLimit((reading as NodeJS.ErrnoException).code);
  }
}

// That of storage would be a file more, loaded by each command.
const isLimit = (code: string | undefined) => code === "EMFILE" || code === "ENFILE";

function packageOf(path: string): string | undefined {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
  }
  return undefined;
}
