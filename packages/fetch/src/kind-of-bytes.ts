/** Each told by the first bytes as Latin-1, or as UTF-8. */
const magics: readonly (readonly [string, (latin1: string, text: string) => boolean])[] = [
  ["a gzip file", (head) => head.startsWith("\x1f\x8b")],
  ["a zip file", (head) => head.startsWith("PK\x03\x04")],
  ["an xz file", (head) => head.startsWith("\xfd7zXZ\0")],
  ["a 7z file", (head) => head.startsWith("7z\xbc\xaf\x27\x1c")],
  ["a bzip2 file", (head) => head.startsWith("BZh")],
  ["a zstd file", (head) => head.startsWith("\x28\xb5\x2f\xfd")],
  ["a tar archive", (head) => head.startsWith("ustar", 257)],
  ["a Git LFS pointer", (head) => head.startsWith(LFS_POINTER)],
  ["a web page", (_, text) => /^\s*<(!doctype html|html|head|body|script)/i.test(text)],
  ["XML", (_, text) => /^\s*<\?xml/.test(text)],
  ["JSON", (_, text) => /^\s*[[{]\s*["\]}[{]/.test(text)],
  ["text", (head) => /^[\t\n\r\x20-\x7e]+\0*$/.test(head)],
];

const LFS_POINTER = "version https://git-lfs.github.com/spec/v1\n";

/**
 * What bytes are that should have been an archive, judged by how they begin: "a web page", "a Git LFS
 * pointer", "a gzip file", "a tar archive", … or "unknown bytes".
 *
 * @param head the first bytes, 512 are enough
 */
export function kindOfBytes(head: Uint8Array): string {
  if (head.length === 0) return "nothing (0 bytes)";
  const begin = head.subarray(0, 512);
  const latin1 = String.fromCharCode(...begin);
  const text = new TextDecoder().decode(begin);
  return magics.find(([, matches]) => matches(latin1, text))?.[0] ?? "unknown bytes";
}
