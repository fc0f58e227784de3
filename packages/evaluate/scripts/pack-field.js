/**
 * Writes `src/field/paper-data.ts` and `src/field/testbed-data.ts` from two tables:
 *
 *   node scripts/pack-field.js accuracy.csv robustness_top1s.csv
 *
 * accuracy.csv: `model,variant,n,top1_correct,top5_correct,…`, counted from the authors' prediction
 * files (modestyachts/ImageNetV2, MIT). robustness_top1s.csv: imagenet-testbed's (MIT), in percent,
 * cut to the columns `model,val` and the six of ImageNetV2.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { argv } from "node:process";

const rows = (path) =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(","));

const [, , accuracy, testbed] = argv;
const folder = new URL("../src/field/", import.meta.url);

const paper = new Map();
for (const [model, variant, , top1, top5] of rows(accuracy)) {
  const counts = paper.get(model) ?? {};
  paper.set(model, { ...counts, [variant]: [top1, top5] });
}
const packedPaper = [...paper]
  .map(([model, counts]) =>
    [model, counts["matched-frequency"], counts["original-val"]].flat().join("|"),
  )
  .join("\n");
const packedTestbed = rows(testbed)
  .map((cells) => cells.join("|"))
  .join("\n");

write("paper-data.ts", "packedPaper", packedPaper, [
  "The paper's models, one a line: name, then how many of matched-frequency's 10,000 images and of the",
  "original 50,000 have the right class at the first place and within five. Counted from the authors'",
  "prediction files (modestyachts/ImageNetV2, MIT). Written by scripts/pack-field.js.",
]);
write("testbed-data.ts", "packedTestbed", packedTestbed, [
  "imagenet-testbed's models, one a line: name, then top-1 in percent on the original validation set, and",
  'on matched-frequency, threshold-0.7 and topimages, each as encoded in 2019 and as "format-val".',
  "From robustness_top1s.csv (modestyachts/imagenet-testbed, MIT). Written by scripts/pack-field.js.",
]);

function write(file, name, text, comment) {
  const lines = comment.map((line) => `// ${line}\n`).join("");
  writeFileSync(new URL(file, folder), `${lines}export const ${name} = \`${text}\`;\n`);
}
