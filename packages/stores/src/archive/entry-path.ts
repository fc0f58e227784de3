import { tarLimits } from "./tar-limits.ts";

/**
 * Why no honest archive has an entry of this path, as the end of a sentence that begins with its
 * name; `undefined` if nothing is wrong with it.
 */
export function whyHostile(path: string): string | undefined {
  if (path === "") return "has an empty name";
  if (path.startsWith("/")) return "has an absolute path";
  if (/^[A-Za-z]:/.test(path)) return "names a drive";
  if (path.includes("\\")) return "has a backslash in its name";
  // The Finder keeps the picture of a folder in a file of this name.
  const usual = path.replace(/(^|\/)(\._)?Icon\r$/, "");
  if (/[\p{Cc}\p{Bidi_Control}]/u.test(usual)) return "has a control character in its name";
  if (path.includes("\uFFFD")) return "has a name that is not UTF-8";
  if (path.split("/").includes("..")) return "leads out of its folder";
  if (new TextEncoder().encode(path).length > tarLimits.pathBytes)
    return "has a name of more than 255 bytes";
  return undefined;
}
