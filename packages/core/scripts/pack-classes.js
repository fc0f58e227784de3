/**
 * Writes src/classes-data.ts.
 *
 *     node scripts/pack-classes.js labels.tsv
 *
 * The table has a header and the columns index, wnid, name, synset (WordNet's lemmas, separated by
 * ", ") and clip_name; further ones are ignored. The authors' class_info.json has the first four,
 * OpenAI's and open_clip's zero-shot class names are the fifth.
 */
import { readFileSync, writeFileSync } from "node:fs";

const [table] = process.argv.slice(2);
if (table === undefined) throw new Error("usage: node scripts/pack-classes.js labels.tsv");

const lines = readFileSync(table, "utf8").trim().split("\n").slice(1);
const packed = lines.map((line, i) => {
  const [index, wnid, name, synset, clipName] = line.split("\t");
  const words = clipName === name ? [wnid, synset] : [wnid, synset, clipName];
  if (Number(index) !== i || synset.split(", ")[0] !== name || /[|`\\$]/.test(words.join(""))) {
    throw new Error(`${table}: cannot pack line ${i + 2}: ${line}`);
  }
  return words.join("|");
});

writeFileSync(
  new URL("../src/classes-data.ts", import.meta.url),
  `// Made by scripts/pack-classes.js. A line for each class in the order of the index:
// wnid|lemmas|CLIP's name where it is not the first lemma. WordNet's nouns, by the authors' list.
export const packedClasses: string = \`${packed.join("\n")}\`;
`,
);
