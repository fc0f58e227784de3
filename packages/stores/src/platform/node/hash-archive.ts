import { hashFile } from "@imagenet-v2/storage/node";

export async function hashArchive(path: string, signal: AbortSignal | undefined): Promise<string> {
  return (await hashFile(path, { signal })).sha256;
}
