// Writes 2,000 images of 5 kB in 8 shards; says when it begins.
import { tfrecord } from "@imagenet-v2/export";
import { MemoryStore } from "@imagenet-v2/stores";

const images = Object.fromEntries(
  Array.from({ length: 2000 }, (_, i) => [`${i % 1000}/${i}.jpeg`, new Uint8Array(5000).fill(i)]),
);
const store = await MemoryStore.of(images);
process.stdout.write("begin\n");
const options = { dataDir: process.argv[2], variant: "topimages", numShards: 8 };
const { reused } = await tfrecord().write(store, options);
process.stdout.write(reused ? "reused\n" : "made\n");
