import { ImageNetV2Error } from "@imagenet-v2/core";
import type { ByteSource } from "@imagenet-v2/storage";
import type { HashOptions } from "@imagenet-v2/storage/node";
import type { IHasher } from "hash-wasm";

/** Read and hashed at once: some milliseconds, in which a page can do nothing else. */
const SLICE_BYTES = 1024 * 1024;

/**
 * SHA-256 of bytes as they come, which `crypto.subtle` cannot do, and four times as fast as in JavaScript.
 *
 * @throws UNSUPPORTED where the page may not use WebAssembly
 */
async function newHash(): Promise<IHasher> {
  // Loaded when something is downloaded: reading data that is there hashes nothing.
  const { createSHA256 } = await import("hash-wasm");
  try {
    return (await createSHA256()).init();
  } catch (cause) {
    throw new ImageNetV2Error(
      "UNSUPPORTED",
      "The page has no WebAssembly, which hashes the download and decodes the images.",
      { feature: "WebAssembly" },
      {
        hint: "Allow 'wasm-unsafe-eval' in the page's Content-Security-Policy (script-src).",
        cause,
      },
    );
  }
}

/** The hash of what a source has, read in slices between which others have their turn. */
export async function hashOf(
  source: ByteSource,
  { signal, onProgress }: HashOptions = {},
): Promise<IHasher> {
  const { size: total } = source;
  const hash = await newHash();
  for (let at = 0; at < total; at += SLICE_BYTES) {
    signal?.throwIfAborted();
    hash.update(await source.read(at, Math.min(SLICE_BYTES, total - at)));
    onProgress?.({ bytes: Math.min(at + SLICE_BYTES, total), total });
  }
  return hash;
}
