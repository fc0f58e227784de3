import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";

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
    return path ? [readFileSync(path, "utf8")] : [];
  } catch {
    // Node has warned of it when it began, and went on without.
    return [];
  }
}
