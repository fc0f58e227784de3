import { digest, isBlob, isBytes } from "@imagenet-v2/core/internal";
import type { StoreDescription } from "./store.ts";

/**
 * By what a store is known from any with other bytes, as the SHA-256 of that: paths, sizes and times of
 * its files, its validator on a server, or its bytes. `undefined` where nothing tells: of a Blob, and of a
 * server without validators.
 */
export function storeIdentity(description: StoreDescription): string | undefined {
  let isKnown = true;
  const text = JSON.stringify(description, (_, value: unknown) => {
    if (isBytes(value)) return digest(value);
    if (isBlob(value) || isUnknownUrl(value)) isKnown = false;
    return value;
  });
  return isKnown ? digest(text) : undefined;
}

function isUnknownUrl(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return "url" in value && "identity" in value && value.identity === undefined;
}
