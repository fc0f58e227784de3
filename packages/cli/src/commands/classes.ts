import { classes, findClass, searchClasses } from "@imagenet-v2/core";
import type { GlobalOptions } from "../common-options.ts";
import { toJson } from "../json.ts";
import { type Terminal, write } from "../terminal.ts";

/** Prints the classes, or those that match a query; a query without a match is an error. */
export async function listClasses(
  terminal: Terminal,
  query: string | undefined,
  options: GlobalOptions,
) {
  const found = query === undefined ? classes : searchClasses(query);
  // Says what was likely meant.
  const rows = found.length > 0 || query === undefined ? found : [findClass(query)];
  const lines = rows.map((row) =>
    options.json ? toJson(row) : `${String(row.index).padStart(3)}  ${row.wnid}  ${row.name}`,
  );
  await write(terminal.stdout, `${lines.join("\n")}\n`);
}
