// What a web page writes: core, the decoder, the files of its origin, compiled without Node's types.
import { classes, resolveSplit, storageOrder } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { decodeJpeg, preprocess } from "@imagenet-v2/decode";
import { openOriginFiles } from "@imagenet-v2/storage/opfs";

const { numExamples } = resolveSplit("test[:10%]", { test: [5000, 5000] });
const [first = 0] = storageOrder(fileNames("matched-frequency"));
console.log(`${classes.length} classes, ${numExamples} examples, first ${first}`);

/** What a page does with a file that its reader chose. */
export async function tensorOf(file: File): Promise<Float32Array | Uint8Array> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { shape } = await decodeJpeg(bytes, { name: file.name });
  console.log(`${file.name}: ${shape.join(" × ")}`);
  return (await preprocess(bytes, "imagenet", { name: file.name })).data;
}

/** What a page keeps for the next time, by a worker that it starts itself. */
export async function keep(name: string, file: File): Promise<void> {
  const worker = () => new Worker("/opfs-worker.js", { type: "module" });
  const files = await openOriginFiles({ worker });
  const kept = await files?.open(name, "write");
  await kept?.write(0, new Uint8Array(await file.arrayBuffer()));
  await files?.close();
}
