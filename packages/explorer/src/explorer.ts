import { join } from "node:path";
import { parseOptions } from "@imagenet-v2/core";
import type { Contestant } from "@imagenet-v2/evaluate";
import { dataFolder } from "@imagenet-v2/fetch";
import type { Dataset } from "@imagenet-v2/loader";
import * as z from "zod";
import { contentsOf } from "./contents.ts";
import type { Box } from "./documents.ts";
import { predictionsDocument } from "./predictions.ts";
import { loopbackHosts } from "./security/guard.ts";
import { type RequestHandler, requestHandler } from "./server/handler.ts";
import { Pictures } from "./server/pictures.ts";
import { studiesOf } from "./statistics/studies.ts";

/** What is looked at. Any selection will do: `load(…)`, `dataset.where({ label: "tench" })`. */
export type ExploredDataset = Pick<Dataset<unknown>, "store" | "info" | "records">;

export interface ExplorerOptions {
  readonly dataset: ExploredDataset;
  /** Published boxes by base name, see `parseBoxes`. */
  readonly boxes?: ReadonlyMap<string, readonly Box[]> | undefined;
  /** What one or two models said; see `readPredictions` of `@imagenet-v2/evaluate`. */
  readonly predictions?: readonly Contestant[] | undefined;
  /**
   * Names, without port, under which the handler may be asked; others are refused, so that no page of
   * another site reads along.
   * @default ["localhost", "127.0.0.1", "[::1]"]
   */
  readonly hosts?: readonly string[] | undefined;
  /** Asked of everybody: once as `?token=` in the address, then as a cookie. Default: none. */
  readonly token?: string | undefined;
  /** Its `index` folder keeps what looking at every image found out. @default dataFolder() */
  readonly dataDir?: string | undefined;
}

/** A page to look at a dataset, for any HTTP server. */
export interface Explorer {
  /**
   * Answers requests for `/` and what lies below it. Mounted elsewhere, the address has to end with a
   * slash and the prefix has to be off `request.url`, as `app.use("/look/", handler)` does.
   */
  readonly handler: RequestHandler;
  /** Ends what is under way. The dataset stays open: it is the caller's. May be called twice. */
  close(): Promise<void>;
}

const explorerOptions = z.strictObject({
  dataset: z.custom<ExploredDataset>(
    (value) => typeof (value as Partial<ExploredDataset> | null)?.records === "function",
    "must be a Dataset",
  ),
  boxes: z
    .custom<ReadonlyMap<string, readonly Box[]>>((value) => value instanceof Map, "must be a Map")
    .optional(),
  predictions: z.array(z.custom<Contestant>()).max(2, "at most two models").readonly().default([]),
  hosts: z.array(z.string().min(1)).readonly().default(loopbackHosts),
  token: z.string().min(8).optional(),
  dataDir: z.string().optional(),
});

/**
 * @example
 * const explorer = createExplorer({ dataset });
 * createServer(explorer.handler).listen(4000, "127.0.0.1");
 *
 * @throws INVALID_OPTION, also for predictions about other images, or by another label
 */
export function createExplorer(options: ExplorerOptions): Explorer {
  const { dataset, boxes, predictions, hosts, token, dataDir } = parseOptions(
    explorerOptions,
    options,
    "createExplorer",
  );
  const ending = new AbortController();
  const contents = contentsOf(dataset, { boxes, models: predictions.map(({ name }) => name) });
  const said = predictionsDocument(contents, predictions);
  const pictures = new Pictures(contents.store);
  const studies = studiesOf(contents, join(dataFolder({ dataDir }), "index"), ending.signal);
  const jobs = {
    sizes: studies.sizes,
    measures: studies.pixels.map(({ measures }) => measures),
    duplicates: studies.pixels.map(({ duplicates }) => duplicates),
  };
  const access = { hosts: new Set(hosts.map((host) => host.toLowerCase())), token };
  return {
    handler: requestHandler({ contents, predictions: said, pictures, jobs }, access),
    async close() {
      ending.abort();
      pictures.clear();
    },
  };
}
