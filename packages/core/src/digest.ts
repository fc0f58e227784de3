import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";

// For the other packages: they are built into core, and Node opens five files less.
export { bytesToHex, hexToBytes, sha256, utf8ToBytes };

/** The SHA-256 of bytes, or of a text's UTF-8, in lower-case hex. */
export function digest(data: string | Uint8Array): string {
  return bytesToHex(sha256(typeof data === "string" ? utf8ToBytes(data) : data));
}
