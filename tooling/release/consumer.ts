// What a user of the published packages writes: compiled against their types, then run.
import { fileNames } from "@imagenet-v2/core/file-names";
import { MemoryStore } from "@imagenet-v2/stores";
import { type DatasetInfo, evenSplits, findClass, isImageNetV2Error, load } from "imagenet-v2";
import { exampleWriter, tfrecord } from "imagenet-v2/export";
import { sampleArchive } from "imagenet-v2/sample";
import { contactSheet } from "imagenet-v2/view";

const began = performance.now();
const dataset = await load("imagenet_v2", {
  archive: await sampleArchive({ dataDir: "data" }),
  partial: true,
  split: "test",
  dataDir: "data",
});
const info: DatasetInfo = dataset.info;

const { image, label, file_name } = await dataset.at(0);
const [height, width, channels]: readonly [number, number, 3] = image.shape;
const sheet = await contactSheet(dataset.take(2), { columns: 2 });
const png = await sheet.png();

const { numExamples } = await tfrecord().write(dataset.store, {
  dataDir: "data",
  variant: "topimages",
});

// A store in memory, written in a form of one's own.
const names = exampleWriter({
  name: "names",
  byteLength: ({ file_name }) => file_name.length + 1,
  openShard: async ({ shard, create }) => {
    const file = await create(`names-${shard}.txt`);
    return { write: ({ file_name }) => file.write(`${file_name}\n`) };
  },
});
const one = await MemoryStore.of({ [dataset.store.fileName(0)]: await dataset.store.read(0) });
const named = await names.write(one, { dataDir: "names", variant: "topimages" });
if (named.numExamples !== 1) throw new Error(`${named.numExamples} names were written.`);

try {
  await load("imagenet_v2/topimage");
  throw new Error("A wrong name was accepted.");
} catch (error) {
  if (!isImageNetV2Error(error)) throw error;
}

console.log(
  `Node ${process.version}: ${info.provenance}, ${dataset.length} examples, ${numExamples} written; ${file_name} is ` +
    `${findClass(label).name}, ${height} × ${width} × ${channels}; sheet of ${png.length} bytes; ` +
    `${evenSplits("test", 3).length} splits; ${fileNames("topimages").length} names; ` +
    `${Math.round(performance.now() - began)} ms`,
);
