import { ended } from "@imagenet-v2/fixtures";
import { requireRight, startDownload, withFolder } from "./program.ts";
import type { ServedFile } from "./stand-in.ts";

/**
 * So many processes that want the same file at once.
 *
 * @throws unless all get the one right file
 */
export async function measureAtOnce(file: ServedFile, processes: number): Promise<string> {
  const { bytes, server } = file;
  return withFolder(async (dataDir) => {
    const before = server.sent;
    const children = Array.from({ length: processes }, () => startDownload(file, dataDir));
    const ends = await Promise.all(children.map(ended));
    const failed = ends.find(({ code }) => code !== 0);
    if (failed !== undefined) throw new Error(`one ended with ${failed.code}: ${failed.stderr}`);
    const paths = [...new Set(ends.map(({ stdout }) => stdout.trimEnd()))];
    if (paths.length !== 1) throw new Error(`several files: ${paths.join(", ")}`);
    await requireRight(paths[0] as string, file);
    const ratio = ((server.sent - before) / bytes.length).toFixed(3);
    return `${processes} processes, one file, ${ratio} × the file sent`;
  });
}
