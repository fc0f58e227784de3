import { digest } from "@imagenet-v2/core/internal";

/**
 * A model of one file has that file's checksum; one of several, that of the list of theirs.
 *
 * @param own SHA-256 of its first file
 * @param others of the others, by name
 */
export function modelDigest(own: string, others: ReadonlyMap<string, string>): string {
  if (others.size === 0) return own;
  const lines = Array.from(others, ([name, sum]) => `${sum} ${name}\n`);
  return digest(`${own}\n${lines.join("")}`);
}
