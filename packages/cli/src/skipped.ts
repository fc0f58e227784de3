import type { GlobalOptions } from "./common-options.ts";
import { printable, type Terminal } from "./terminal.ts";

/** How many names a line has room for. */
const FEW = 20;

/** Which images cannot be decoded and were skipped, as a line; empty if none were. */
export function skippedInWords(names: readonly string[]): string {
  if (names.length === 0) return "";
  const what = names.length === 1 ? "image that" : "images that";
  const more = names.length > FEW ? ` and ${names.length - FEW} more` : "";
  const listed = `${names.slice(0, FEW).join(", ")}${more}`;
  return `Skipped ${names.length} ${what} cannot be decoded: ${printable(listed)}\n`;
}

/** The same on stderr, for a command whose output is a path; JSON has them in `skipped`. */
export function tellSkipped(
  { stderr }: Terminal,
  { json, quiet }: GlobalOptions,
  names: readonly string[],
): void {
  if (names.length > 0 && !json && !quiet) stderr.write(skippedInWords(names));
}
