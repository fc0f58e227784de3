// What a web page writes: core and the decoder, compiled without Node's types.
import { classes, resolveSplit, storageOrder } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { decodeJpeg, preprocess } from "@imagenet-v2/decode";

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
