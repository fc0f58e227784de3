import { ImageNetV2Error } from "@imagenet-v2/core";
import type { ByteSource } from "@imagenet-v2/storage";
import type { OpenArchive, OpenArchiveOptions } from "../../archive/open-archive.ts";
import type { OriginPlace } from "../browser/origin-source.ts";

/** Pages keep copies of the files that are picked. Here, a Blob is read where it is. */
export async function openKept(
  _blob: Blob,
  _options: OpenArchiveOptions,
): Promise<OpenArchive | undefined> {
  return undefined;
}

/** @throws UNSUPPORTED: such a description was made in a page */
export async function openOriginAgain({ name }: OriginPlace): Promise<ByteSource> {
  throw new ImageNetV2Error(
    "UNSUPPORTED",
    `${name}: lies among the files of a web page's origin.`,
    { feature: "files of a web page's origin" },
    { hint: "Open the archive itself." },
  );
}
