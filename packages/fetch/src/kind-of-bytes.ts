const magics: readonly (readonly [string, (head: Buffer) => boolean])[] = [
  ["a gzip file", (head) => head.readUInt16BE(0) === 0x1f8b],
  ["a zip file", (head) => head.toString("latin1", 0, 4) === "PK\x03\x04"],
  ["an xz file", (head) => head.toString("latin1", 0, 6) === "\xfd7zXZ\0"],
  ["a 7z file", (head) => head.toString("latin1", 0, 6) === "7z\xbc\xaf\x27\x1c"],
  ["a bzip2 file", (head) => head.toString("latin1", 0, 3) === "BZh"],
  ["a zstd file", (head) => head.readUInt32LE(0) === 0xfd2fb528],
  ["a tar archive", (head) => head.toString("latin1", 257, 262) === "ustar"],
  ["a Git LFS pointer", (head) => head.toString("latin1", 0, 43) === LFS_POINTER],
  ["a web page", (head) => /^\s*<(!doctype html|html|head|body|script)/i.test(head.toString())],
  ["XML", (head) => /^\s*<\?xml/.test(head.toString())],
  ["JSON", (head) => /^\s*[[{]\s*["\]}[{]/.test(head.toString())],
  ["text", (head) => /^[\t\n\r\x20-\x7e]+\0*$/.test(head.toString("latin1"))],
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
  // Padded, so that no magic reads behind the end.
  const padded = Buffer.concat([head.subarray(0, 512), Buffer.alloc(512)]).subarray(0, 512);
  return magics.find(([, matches]) => matches(padded))?.[0] ?? "unknown bytes";
}
