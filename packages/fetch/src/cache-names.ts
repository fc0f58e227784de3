import { join } from "node:path";
import type { Variant } from "@imagenet-v2/core";
import { tfdsFileName } from "./tfds-file-name.ts";

/** Where a variant's archive lies in a data folder, under TFDS's name for it. */
export function downloadPath(dataDir: string, { archive }: Variant): string {
  return join(dataDir, "downloads", tfdsFileName(archive.tfdsUrl, archive.sha256));
}

/** Where TFDS lets people put a file by hand. */
export function manualPath(dataDir: string, { archive }: Variant): string {
  return join(dataDir, "downloads", "manual", archive.fileName);
}
