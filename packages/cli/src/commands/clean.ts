import { formatSize } from "@imagenet-v2/core/internal";
import { clean, cleanable } from "@imagenet-v2/fetch";
import type { GlobalOptions } from "../common-options.ts";
import { toJson } from "../json.ts";
import { printable, type Terminal, write } from "../terminal.ts";

interface CleanOptions extends GlobalOptions {
  readonly dataDir?: string;
  readonly archives?: boolean;
  readonly yes?: boolean;
}

/** Shows what in the data folder is of no more use; removes it if told to. */
export async function cleanUp(terminal: Terminal, options: CleanOptions) {
  const where = { dataDir: options.dataDir, env: terminal.env, archives: options.archives };
  const found = await cleanable(where);
  const items = options.yes ? await clean(found, where) : found;
  const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
  if (options.json) {
    await write(terminal.stdout, `${toJson({ removed: options.yes === true, bytes, items })}\n`);
    return;
  }
  const lines = items.map(
    ({ kind, path, bytes }) =>
      `${kind.padEnd(10)} ${formatSize(bytes).padStart(12)}  ${printable(path)}`,
  );
  await write(terminal.stdout, lines.map((line) => `${line}\n`).join(""));
  if (options.quiet) return;
  const sum = `${items.length} ${items.length === 1 ? "item" : "items"}, ${formatSize(bytes)}`;
  const said = options.yes ? `Removed ${sum}.` : `${sum}. Nothing was removed: --yes removes them.`;
  terminal.stderr.write(items.length === 0 ? "There is nothing to remove.\n" : `${said}\n`);
}
