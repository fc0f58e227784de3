import { createHash } from "node:crypto";

/** Of the size and the pixels of an image, as digest.py makes it. */
export function digest(data: Uint8Array, width: number, height: number): string {
  return createHash("sha256").update(`${width}x${height}\n`).update(data).digest("hex");
}
