/** The native engine behind our own kernel, for a report of what is on a machine. */
export interface EngineVersions {
  readonly sharp: string;
  readonly libvips: string;
}

/** @throws if sharp cannot be loaded on this machine */
export async function engineVersions(): Promise<EngineVersions> {
  const { default: sharp } = await import("sharp");
  return { sharp: sharp.versions.sharp ?? "unknown", libvips: sharp.versions.vips };
}
