import type { Variant } from "@imagenet-v2/core";
import { readSmallFile, writeFileAtomic } from "@imagenet-v2/storage/node";
import * as z from "zod";

/** What TFDS writes beside each download as `<file>.INFO`, and wants to see before it uses the file. */
const infoSchema = z.object({
  dataset_names: z.array(z.string()).default([]),
  original_fname: z.string(),
  url_info: z.object({ checksum: z.string(), filename: z.string(), size: z.number() }).optional(),
  urls: z.array(z.string()).default([]),
});

/** TFDS's own have some hundred bytes. */
const mostBytes = 2 ** 20;

type Info = z.output<typeof infoSchema>;

/**
 * Writes the `.INFO` beside a published archive, so that TFDS takes the archive for its own. What an
 * existing one says of further datasets and URLs stays.
 */
export async function writeInfo(path: string, { archive }: Variant): Promise<void> {
  const existing = await readInfo(path);
  const info = {
    dataset_names: union(existing?.dataset_names, "imagenet_v2"),
    original_fname: archive.fileName,
    url_info: { checksum: archive.sha256, filename: archive.fileName, size: archive.bytes },
    urls: union(existing?.urls, archive.tfdsUrl),
  } satisfies Info;
  const text = JSON.stringify(info);
  if (existing === undefined || JSON.stringify(existing) !== text) {
    await writeFileAtomic(`${path}.INFO`, text);
  }
}

/** A missing or unreadable `.INFO` is no error: it is written anew. */
async function readInfo(path: string): Promise<Info | undefined> {
  try {
    const text = await readSmallFile(`${path}.INFO`, { limit: mostBytes });
    return infoSchema.parse(JSON.parse(text.toString()));
  } catch {
    return undefined;
  }
}

function union(words: readonly string[] = [], word: string): string[] {
  return [...new Set([...words, word])].sort();
}
