import { createHash } from "node:crypto";
import type { FaultyServer } from "@imagenet-v2/fixtures";

/** What is downloaded, and from where. */
export interface ServedFile {
  readonly bytes: Buffer;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly server: FaultyServer;
}

/** So many bytes that look random and are the same each time. */
export function standIn(length: number): { readonly bytes: Buffer; readonly sha256: string } {
  const bytes = createHash("shake256", { outputLength: length }).update("archive").digest();
  return { bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}
