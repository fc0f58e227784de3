import { join } from "node:path";
import { type TarMember, type TarOptions, temporaryFolder, writeTar } from "@imagenet-v2/fixtures";
import { ArchiveStore, type ArchiveStoreOptions } from "@imagenet-v2/stores";

export const topDirectory = "imagenetv2-matched-frequency-format-val";

/** A member at its place in an archive of matched-frequency. */
export function image(name: string, more: Partial<TarMember> = {}): TarMember {
  return { name: `${topDirectory}/${name}`, body: new Uint8Array([1, 2, 3]), ...more };
}

/** Writes an archive of exactly these members. */
export async function tarOf(
  members: Iterable<TarMember>,
  options: TarOptions & { fileName?: string } = {},
): Promise<string> {
  const path = join(temporaryFolder(), options.fileName ?? "imagenetv2-matched-frequency.tar.gz");
  await writeTar(path, members, options);
  return path;
}

/** A store with all abilities, as of a file. */
export type FileStore = ArchiveStore & Required<Pick<ArchiveStore, "readSync" | "describe">>;

/** Opens a file that is allowed to be any archive, with a data folder of its own. */
export async function openAny(path: string, options: ArchiveStoreOptions = {}): Promise<FileStore> {
  const how = { dataDir: temporaryFolder(), partial: true, ...options };
  return (await ArchiveStore.open(path, how)) as FileStore;
}

/** The file names of an archive in storage order. */
export async function namesIn(path: string): Promise<string[]> {
  const store = await openAny(path);
  const names = Array.from({ length: store.length }, (_, i) => store.fileName(i));
  await store.close();
  return names;
}
