import type { FileStamp, Kept } from "@imagenet-v2/storage/node";
import type { ArchiveSummary } from "../archive-summary.ts";

/** Where the images of an archive lie: all that its headers tell, so that they are walked once. */
export interface ArchiveIndex extends Kept, ArchiveSummary {
  readonly stamp: FileStamp;
  /** The plain tar that offsets refer to, where the archive itself is a gzip file. */
  readonly inflated?: { readonly path: string; readonly stamp: FileStamp } | undefined;
  /** SHA-256 of the plain tar where it is known: while it is gunzipped, it is hashed. */
  readonly sha256?: string | undefined;
  readonly topDirectory?: string | undefined;
  readonly offsets: readonly number[];
  /** As in `StoreInfo`. */
  readonly notes: readonly string[];
}
