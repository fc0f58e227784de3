import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import type { ByteSource } from "@imagenet-v2/storage";
import { noFiles } from "@imagenet-v2/storage/internal";
import { type OriginFile, openOriginFiles } from "@imagenet-v2/storage/opfs";

/** A file of the origin, as it was when it was opened. */
export interface OriginPlace {
  /** Its path among the origin's files. */
  readonly origin: string;
  /** What messages call it. */
  readonly name: string;
  readonly identity: string | undefined;
}

/**
 * A file of the origin, with all that it takes to read it, which goes with it when it is closed.
 *
 * @throws UNSUPPORTED where the origin has no files; NOT_FOUND, INVALID_OPTION, IO
 */
export async function openOriginSource(path: string, name = path): Promise<ByteSource> {
  const files = await openOriginFiles();
  if (files === undefined) throw noFiles(path);
  try {
    return withClose(await files.open(path, "read", { name }), () => files.close());
  } catch (error) {
    await files.close();
    throw error;
  }
}

/** @throws DATA_CHANGED if it is gone, or no longer what it was */
export async function openOriginAgain({
  origin,
  name,
  identity,
}: OriginPlace): Promise<ByteSource> {
  const changed = () =>
    new ImageNetV2Error(
      "DATA_CHANGED",
      `${name}: this site's copy is not the one that was opened before.`,
      { path: name },
      { hint: "Open the archive again." },
    );
  const source = await openOriginSource(origin, name).catch((error) => {
    throw isImageNetV2Error(error, "NOT_FOUND") ? changed() : error;
  });
  if (source.identity === identity) return source;
  await source.close?.();
  throw changed();
}

function withClose(file: OriginFile, close: () => Promise<void>): ByteSource {
  const { name, size, identity, readSync } = file;
  const read: ByteSource["read"] = (...range) => file.read(...range);
  const source = { name, size, identity, read, close };
  return readSync === undefined ? source : { ...source, readSync };
}
