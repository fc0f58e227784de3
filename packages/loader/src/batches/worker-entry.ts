import type { Worker } from "node:worker_threads";
import { kindOf } from "@imagenet-v2/core/internal";
import * as z from "zod";

/** What a worker thread runs, where it is not the file that comes with this package. */
export type WorkerEntry = URL | (() => Worker);

export const workerEntry = z.custom<WorkerEntry>(
  (value) => typeof value === "function" || kindOf(value) === "URL",
  "must be a URL or a function that gives a Worker",
);
