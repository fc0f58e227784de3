const ascii = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0));

/** Formats told by their first bytes; `undefined` stands for any byte. */
const signatures: readonly (readonly [name: string, bytes: readonly (number | undefined)[]])[] = [
  ["JPEG", [0xff, 0xd8, 0xff]],
  ["PNG", [0x89, ...ascii("PNG\r\n\x1a\n")]],
  ["GIF", ascii("GIF8")],
  ["WebP", [...ascii("RIFF"), undefined, undefined, undefined, undefined, ...ascii("WEBP")]],
  ["TIFF", ascii("II*\0")],
  ["TIFF", ascii("MM\0*")],
  ["AVIF", [undefined, undefined, undefined, undefined, ...ascii("ftypavif")]],
  ["HEIF", [undefined, undefined, undefined, undefined, ...ascii("ftyp")]],
  ["BMP", ascii("BM")],
  ["a zip archive", ascii("PK\x03\x04")],
  ["gzip data", [0x1f, 0x8b]],
  ["xz data", [0xfd, ...ascii("7zXZ\0")]],
  ["bzip2 data", ascii("BZh")],
  ["zstd data", [0x28, 0xb5, 0x2f, 0xfd]],
  ["a 7z archive", [...ascii("7z"), 0xbc, 0xaf]],
  ["a RAR archive", ascii("Rar!")],
  ["a Git LFS pointer", ascii("version https://git-lfs.")],
];

/** Documents told by what their text begins with, behind a byte order mark and white space. */
const documents: readonly (readonly [name: string, beginning: RegExp])[] = [
  ["an SVG document", /^(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!doctype svg[^>]*>\s*)?<svg[\s>]/is],
  ["an HTML page", /^(<!--.*?-->\s*)*<(!doctype html|html|head|body)[\s>]/is],
  ["an XML document", /^<\?xml/i],
  ["JSON", /^[{[]/],
];

/** Whether the bytes begin as a JPEG file does: `FF D8 FF`. */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/**
 * What bytes look like, in words for a message: `"JPEG"`, `"PNG"`, `"an SVG document"`,
 * `"nothing (0 bytes)"`. Reads at most the first 1024 bytes and believes no file name.
 */
export function sniff(bytes: Uint8Array): string {
  if (bytes.length === 0) return "nothing (0 bytes)";
  const binary = signatures.find(([, signature]) =>
    signature.every((byte, i) => byte === undefined || byte === bytes[i]),
  );
  if (binary !== undefined) return binary[0];
  const text = new TextDecoder().decode(bytes.subarray(0, 1024)).trimStart();
  const document = documents.find(([, beginning]) => beginning.test(text));
  if (document !== undefined) return document[0];
  const first = Array.from(bytes.subarray(0, 4), (b) => b.toString(16).padStart(2, "0"));
  return `unknown data (${first.join(" ")}${bytes.length > 4 ? " …" : ""})`;
}
