import { loadSharp } from "./sharp.ts";

/** The native library that makes pictures, for a report of what is on a machine. */
export interface EngineVersions {
  readonly sharp: string;
  readonly libvips: string;
}

/** @throws UNSUPPORTED if sharp cannot be loaded on this machine */
export async function engineVersions(): Promise<EngineVersions> {
  const sharp = await loadSharp();
  return { sharp: sharp.versions.sharp ?? "unknown", libvips: sharp.versions.vips };
}
