// Prints the hash of an archive's batches, or the error: `main.js ARCHIVE [WORKER]`.
import { pathToFileURL } from "node:url";
import { hashOfBatches } from "./hash.js";

const [, , archive, worker] = process.argv;
hashOfBatches(archive, worker && { worker: pathToFileURL(worker) }).then(
  (hash) => console.log(JSON.stringify({ hash })),
  ({ code, hint }) => console.log(JSON.stringify({ code, hint })),
);
