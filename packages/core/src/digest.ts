import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** The SHA-256 of a text's UTF-8, in lower-case hex. */
export function digest(text: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(text)));
}
