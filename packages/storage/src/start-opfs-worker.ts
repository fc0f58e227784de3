import { ImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import type { WebWorker } from "./opfs/web-types.ts";

/** The worker that owns the origin's files, where it is not the file that comes with this package. */
export type OpfsWorkerEntry = URL | string | (() => WebWorker);

declare const Worker: new (
  url: URL | string,
  options: { type: "module"; name: string },
) => WebWorker;

/** @throws WORKER_DIED where the browser does not start it */
export function startOpfsWorker(entry: OpfsWorkerEntry | undefined): WebWorker {
  try {
    if (typeof entry === "function") return checked(entry());
    if (entry !== undefined) return new Worker(entry, { type: "module", name: "imagenet-v2 opfs" });
    // Written so that bundlers see it: with nothing that has to be worked out.
    return new Worker(new URL("./opfs-worker.js", import.meta.url), {
      type: "module",
      name: "imagenet-v2 opfs",
    });
  } catch (cause) {
    throw opfsWorkerDied("cannot start", cause);
  }
}

/** @param how `cannot start`, `ended` */
export function opfsWorkerDied(how: string, cause?: unknown): ImageNetV2Error<"WORKER_DIED"> {
  const why = cause === undefined ? "" : `: ${messageOf(cause).replace(/\.$/, "")}`;
  return new ImageNetV2Error(
    "WORKER_DIED",
    `The worker for this site's stored files ${how}${why}.`,
    { fileName: undefined },
    {
      hint: "Allow workers in the page's Content-Security-Policy (worker-src 'self'). In a bundle: bundle @imagenet-v2/storage/opfs-worker as a file of its own, and call openOriginFiles({ worker: its URL }) first.",
      cause,
    },
  );
}

function checked(worker: WebWorker): WebWorker {
  if (typeof worker?.postMessage === "function" && typeof worker.terminate === "function")
    return worker;
  throw new TypeError("the function given returned no Worker");
}
