/**
 * Writes src/file-ids-data.ts and src/file-rows-data.ts.
 *
 *     node scripts/pack-file-names.js matched-frequency.tsv threshold-0.7.tsv top-images.tsv
 *
 * Each table has a header, the columns wnid, label, file and legacy, and the rows of the authors'
 * dataset JSON (imagenetv2-b-33, -a-44 and -c-12) in their order.
 */
import { readFileSync, writeFileSync } from "node:fs";

const tables = process.argv.slice(2);
if (tables.length !== 3) {
  throw new Error(
    "usage: node scripts/pack-file-names.js MATCHED-FREQUENCY THRESHOLD-0.7 TOPIMAGES",
  );
}

const lists = tables.map((table) => {
  const seen = new Array(1000).fill(0);
  const lines = readFileSync(table, "utf8").trim().split("\n").slice(1);
  const rows = lines.map((line) => {
    const [, label, file, legacy] = line.split("\t");
    const [id, extension] = file.split(".");
    // The 2019 release numbered the pictures of a class in this very order.
    const number = seen[Number(label)]++;
    if (!/^[0-9a-f]{40}$/.test(id) || extension !== "jpeg" || legacy !== `${number}.jpeg`) {
      throw new Error(`${table}: cannot pack ${line}`);
    }
    return { label: Number(label), id };
  });
  if (seen.some((count) => count !== 10)) throw new Error(`${table}: a class has not 10 pictures`);
  return rows;
});

const labels = new Map(lists.flat().map(({ label, id }) => [id, label]));
const ids = [...labels.keys()].sort((a, b) => labels.get(a) - labels.get(b) || (a < b ? -1 : 1));
const position = new Map(ids.map((id, i) => [id, i]));

const counts = new Uint8Array(1000);
for (const label of labels.values()) counts[label]++;

const base64 = (bytes) =>
  Buffer.from(bytes)
    .toString("base64")
    .replaceAll(/.{100}/g, "$&\n");
const rows = (list) => list.flatMap(({ id }) => [position.get(id) & 255, position.get(id) >> 8]);

write(
  "file-ids-data.ts",
  `// Base64 of the ids of all pictures of the three variants, by label and id, 20 bytes each.
export const packedIds: string = \`${base64(Buffer.from(ids.join(""), "hex"))}\`;

// Base64 of how many of them each class has, a byte each.
export const packedCounts: string = \`${base64(counts)}\`;
`,
);
write(
  "file-rows-data.ts",
  `// Base64 of each variant's rows in the order of the authors' dataset JSON: positions in the ids,
// 16 bits each, low byte first.
export const packedRows: readonly string[] = [
${lists.map((list) => `  \`${base64(rows(list))}\`,`).join("\n")}
];
`,
);

function write(name, text) {
  const header = "// Made by scripts/pack-file-names.js from the authors' lists.\n\n";
  writeFileSync(new URL(`../src/${name}`, import.meta.url), header + text);
}
