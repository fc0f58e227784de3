import { lstat, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import * as z from "zod";

/** The file by which an export is known. It lists what the export wrote, so that anything else is seen. */
export const markerName = "imagenet-v2-explorer.json";

/** Of the longest marker; one of 10,000 images with originals has half a megabyte. */
const mostBytes = 64 * 1024 * 1024;

/** By path, with `/`: the bytes of a file, `null` for a folder, -1 for anything else (links, devices). */
type Entries = ReadonlyMap<string, number | null>;

const markerSchema = z.strictObject({
  explorerExport: z.literal(1),
  entries: z.record(z.string(), z.int().nullable()),
});

/** Marks a folder as an export that consists of what is in it now. */
export async function writeMarker(folder: string): Promise<void> {
  const marker: z.input<typeof markerSchema> = {
    explorerExport: 1,
    entries: Object.fromEntries(await entriesIn(folder)),
  };
  await writeFile(join(folder, markerName), `${JSON.stringify(marker)}\n`);
}

/**
 * What is in an export but was not written by it, or was changed since; of a foreign folder its name alone.
 *
 * @returns paths within the folder; `undefined` if it is not an export
 */
export async function foreignIn(folder: string): Promise<string[] | undefined> {
  const written = await readMarker(folder);
  if (written === undefined) return undefined;
  const foreign = new Set<string>();
  for (const [path, size] of await entriesIn(folder)) {
    if (path !== markerName && written.get(path) !== size) foreign.add(path);
  }
  return [...foreign].filter((path) => !foreign.has(path.slice(0, path.lastIndexOf("/"))));
}

async function readMarker(folder: string): Promise<Entries | undefined> {
  const path = join(folder, markerName);
  const found = await lstat(path).catch(() => undefined);
  // A FIFO of that name would be waited for.
  if (!found?.isFile() || found.size > mostBytes) return undefined;
  try {
    const { entries } = markerSchema.parse(JSON.parse(await readFile(path, "utf8")));
    return new Map(Object.entries(entries));
  } catch {
    return undefined;
  }
}

async function entriesIn(folder: string): Promise<Entries> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sized = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).replaceAll(sep, "/");
    if (entry.isDirectory()) return [name, null] as const;
    return [name, entry.isFile() ? (await lstat(path)).size : -1] as const;
  });
  return new Map(await Promise.all(sized));
}
