import { ImageNetV2Error, type Variant } from "@imagenet-v2/core";
import { noFiles } from "@imagenet-v2/storage/internal";
import { type OriginFiles, openOriginFiles } from "@imagenet-v2/storage/opfs";
import { tfdsFileName } from "../tfds-file-name.ts";

const downloads = "downloads";

/** Where a variant's archive lies among the origin's own files, under TFDS's name for it as in a data folder. */
export function downloadPath({ archive }: Variant): string {
  return `${downloads}/${tfdsFileName(archive.tfdsUrl, archive.sha256)}`;
}

/** @returns undefined where there is none */
export async function sizeOf(files: OriginFiles, path: string): Promise<number | undefined> {
  return (await downloaded(files)).get(path);
}

/** The sizes of what lies where downloads go, by its path. */
export async function downloaded(files: OriginFiles): Promise<Map<string, number>> {
  const entries = await files.list(downloads);
  return new Map(entries.map(({ name, size }) => [`${downloads}/${name}`, size]));
}

/**
 * @param what was called, for the message
 * @throws UNSUPPORTED where the page has no files of its own
 */
export async function requireOriginFiles(what: string): Promise<OriginFiles> {
  const files = await openOriginFiles();
  if (files !== undefined) return files;
  throw new ImageNetV2Error(
    "UNSUPPORTED",
    `${what}: this browser keeps no files for the page (no origin private file system).`,
    { feature: "origin private file system" },
    {
      hint: "Private windows and pages that are neither of https: nor of localhost have none. Give the bytes themselves: load(name, { archive }) takes a File, a Blob or a URL with its index.",
    },
  );
}

/** Options that mean something on a machine alone. @throws UNSUPPORTED */
export function refuseMachineOptions(options: {
  readonly dataDir?: string | undefined;
  readonly ca?: string | undefined;
}): void {
  if (options.dataDir !== undefined) throw noFiles("The option dataDir");
  if (options.ca === undefined) return;
  throw new ImageNetV2Error(
    "UNSUPPORTED",
    "The option ca: a browser decides itself which certificates it trusts.",
    { feature: "ca" },
    { hint: "Leave it out, and have the browser or the system trust the authority." },
  );
}
