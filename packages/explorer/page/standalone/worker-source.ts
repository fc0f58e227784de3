import type { Source } from "../source.ts";
import { BlobAddresses } from "./blob-addresses.ts";
import type { PictureAsked } from "./pictures.ts";
import type { WorkerHandlers } from "./worker.ts";
import type { CallError, WorkerCalls } from "./worker-calls.ts";

/** Reads from the worker that holds the data. */
export function workerSource(data: WorkerCalls<WorkerHandlers>): Source {
  return {
    document: (name, onProgress) => data.call("document", name, { onProgress }).catch(withHint),
    pictures: new BlobAddresses((path, signal) =>
      data.call("picture", askedBy(path), { signal }).catch(withHint),
    ),
  };
}

/** @throws an error that says the way out, too */
function withHint({ message, hint }: CallError): never {
  throw new Error([message, hint].filter(Boolean).join(" "));
}

/** `thumbnails/12.jpeg?v=…` */
function askedBy(path: string): PictureAsked {
  const [, kind, index] = /^(images|thumbnails)\/(\d+)\./.exec(path) ?? [];
  return { kind: kind as PictureAsked["kind"], index: Number(index) };
}
