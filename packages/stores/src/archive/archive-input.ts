import { isBlob, kindOf } from "@imagenet-v2/core/internal";
import type { ByteSource } from "@imagenet-v2/storage";
import * as z from "zod";
import type { ArchiveIndex } from "./archive-index.ts";
import { isSource } from "./own-source.ts";

/** What an archive is read from: a path or URL, a `Blob` or `File`, or a source of one's own. */
export type ArchiveInput = string | URL | Blob | ByteSource;

/** Where the images of an archive lie: the data itself, or the path, URL, `Blob` or `File` of its JSON. */
export type IndexInput = ArchiveIndex | string | URL | Blob;

export const archiveInput = z.custom<ArchiveInput>(
  (value) => isPlace(value) || isSource(value),
  "must be a path, a URL, a Blob, a File or a ByteSource",
);

/** What is in an index is looked at when it is read. */
export const indexInput = z.custom<IndexInput>(
  (value) => isPlace(value) || (typeof value === "object" && value !== null),
  "must be an index, or the path, URL or Blob of one",
);

/** Of a path or URL that cannot be one, no system says what is wrong with it. */
function isPlace(value: unknown): value is string | URL | Blob {
  if (typeof value === "string") return /^[^\0]+$/.test(value);
  return kindOf(value) === "URL" || isBlob(value);
}
