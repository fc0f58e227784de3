/**
 * Writes src/spec/validation-labels-data.ts.
 *
 *     node scripts/pack-validation-labels.js imagenet-val-labels.u16le.gz
 *
 * The file is the gzip of 50,000 little-endian uint16: the classes of the validation images in the order
 * of their numbers.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: node scripts/pack-validation-labels.js FILE");

const raw = gunzipSync(readFileSync(file));
const labels = Array.from({ length: raw.length / 2 }, (_, i) => raw.readUInt16LE(2 * i));
if (labels.length !== 50_000 || labels.some((label) => label > 999)) {
  throw new Error(`${file}: not 50,000 classes from 0 to 999`);
}
// 50,000 times ten bits are whole bytes.
const bits = labels.map((label) => label.toString(2).padStart(10, "0")).join("");
const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
const base64 = bytes
  .toString("base64")
  .match(/.{1,100}/g)
  .join("\n");

writeFileSync(
  new URL("../src/spec/validation-labels-data.ts", import.meta.url),
  `// Made by scripts/pack-validation-labels.js from the authors' list.

// Base64 of the classes of ImageNet's validation images, in the order of their numbers, ten bits each.
export const packedLabels: string = \`${base64}\`;
`,
);
