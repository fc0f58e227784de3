import { closeSync, readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { openFileSync } from "@imagenet-v2/storage/node";

/**
 * Whom to trust besides one authority of one's own: told of that, Node forgets the well-known ones and
 * those of `NODE_EXTRA_CA_CERTS`.
 *
 * @param ca PEM certificates
 */
export function authorities(ca: string): string[] {
  return [...rootCertificates, ...extraCertificates(), ca];
}

function extraCertificates(): string[] {
  const path = process.env.NODE_EXTRA_CA_CERTS;
  try {
    if (!path) return [];
    const fd = openFileSync(path);
    try {
      return [readFileSync(fd, "utf8")];
    } finally {
      closeSync(fd);
    }
  } catch {
    // Node has warned of it when it began, and went on without.
    return [];
  }
}
