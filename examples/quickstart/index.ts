// Reads a real archive in place: lists its examples, decodes them all, and puts them on one sheet.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findClass, load } from "imagenet-v2";
import { sampleArchive } from "imagenet-v2/sample";
import { contactSheet } from "imagenet-v2/view";

const archive = await sampleArchive();
const dataset = await load("imagenet_v2", { split: "test", archive, partial: true });
console.log(`${archive}\n${dataset.length} examples, ${dataset.info.provenance}\n`);

for (const { index, file_name, label } of dataset.take(5).records()) {
  console.log(`${index}  ${file_name}  ${label} ${findClass(label).name}`);
}

let pixels = 0;
const began = performance.now();
for await (const { image } of dataset) pixels += image.data.length / 3;
const seconds = (performance.now() - began) / 1000;
console.log(
  `\nDecoded ${dataset.length} images, ${(pixels / 1e6).toFixed(1)} megapixels: ` +
    `${(dataset.length / seconds).toFixed(0)} images a second.`,
);

const sheet = await contactSheet(dataset, { rows: 100, columns: 8, title: "The sample" });
const out = join(import.meta.dirname, "../../out");
await mkdir(out, { recursive: true });
await writeFile(join(out, "sample.png"), await sheet.png());
await writeFile(join(out, "sample.html"), await sheet.html());
console.log(`\nContact sheet: ${join(out, "sample.png")} and .html`);
