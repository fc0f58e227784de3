import { readSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";

/** Reads until `into` is full or the file ends. @returns how many bytes were read */
export async function fill(file: FileHandle, into: Uint8Array, position: number): Promise<number> {
  for (let filled = 0; filled < into.length; ) {
    const rest = into.length - filled;
    const { bytesRead } = await file.read(into, filled, rest, position + filled);
    if (bytesRead === 0) return filled;
    filled += bytesRead;
  }
  return into.length;
}

/** The same, blocking. */
export function fillSync(fd: number, into: Uint8Array, position: number): number {
  for (let filled = 0; filled < into.length; ) {
    const bytesRead = readSync(fd, into, filled, into.length - filled, position + filled);
    if (bytesRead === 0) return filled;
    filled += bytesRead;
  }
  return into.length;
}
