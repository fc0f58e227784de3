import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Bytes of the files in a folder, links not followed. What goes away meanwhile is not counted. */
async function bytesIn(path: string): Promise<number> {
  try {
    const entry = await lstat(path);
    if (!entry.isDirectory()) return entry.isFile() ? entry.size : 0;
    let bytes = 0;
    // One after the other, so that the measured has the machine to itself.
    for (const name of await readdir(path)) bytes += await bytesIn(join(path, name));
    return bytes;
  } catch {
    return 0;
  }
}

/** The most that a folder held while some work was done, looked at twice a second, and the result. */
export async function withPeakDisk<T>(
  folder: string,
  work: () => Promise<T>,
): Promise<{ result: T; peakDisk: number }> {
  let peakDisk = 0;
  let done = false;
  const watch = async () => {
    while (!done) {
      peakDisk = Math.max(peakDisk, await bytesIn(folder));
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };
  const watching = watch();
  try {
    const result = await work();
    return { result, peakDisk: Math.max(peakDisk, await bytesIn(folder)) };
  } finally {
    done = true;
    await watching;
  }
}
