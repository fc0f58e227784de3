import { temporaryFolder } from "@imagenet-v2/fixtures";
import { small } from "./pictures.ts";

/**
 * A program that tells, as JSON, of its batches: a digest for each run, threads started, warnings, images
 * skipped, the error. Nobody is further ahead than a batch. `before` is done first, `loop` at each batch; `onThread` are called at the first thread.
 */
export const telling = (
  path: string,
  { before = "", workers = 8, loop = "", runs = 2, reuse = false } = {},
) => `
  import { createHash } from "node:crypto";
  import { decodeJpeg, preprocess } from "@imagenet-v2/decode";
  import { datasetOf } from "@imagenet-v2/loader";
  import { ArchiveStore } from "@imagenet-v2/stores";
  const said = { threads: 0, warnings: 0, digests: [] };
  const onThread = [];
  process.on("worker", () => { said.threads++; for (const take of onThread.splice(0)) take(); });
  process.on("warning", ({ name, message }) => {
    if (name !== "ImageNetV2Warning") throw new Error(message);
    said.warnings++;
  });
  const memories = [];
  const takeMemory = () => memories.push(new WebAssembly.Memory({ initial: 1 }));
  const store = await ArchiveStore.open(${JSON.stringify(path)}, { partial: true, dataDir: ${JSON.stringify(temporaryFolder())} });
  const dataset = datasetOf(store, { onError: "skip" });
  const options = { preprocessing: ${JSON.stringify(small)}, batchSize: 4, prefetch: 1, workers: ${workers}, reuse: ${reuse} };
  const digest = async () => {
    const hash = createHash("sha256");
    for await (const { image, label, file_name, index } of dataset.batches(options)) {
      hash.update(JSON.stringify([image.shape, image.dtype, [...label], file_name, [...index]]));
      hash.update(new Uint8Array(image.data.buffer, image.data.byteOffset, image.data.byteLength));
      ${loop}
    }
    return hash.digest("hex");
  };
  ${before}
  try {
    for (let run = 0; run < ${runs}; run++) said.digests.push(await digest());
  } catch ({ code, message, hint, feature, image }) {
    said.error = { code, message, hint, feature, image };
  }
  said.skipped = dataset.skipped.length;
  // Warnings are events of the next tick, which batches made on this thread may all come before.
  await new Promise((resolve) => setImmediate(resolve));
  console.log(JSON.stringify(said));
`;
