/**
 * A page to look at ImageNetV2, straight from the archive: images, classes, statistics.
 *
 * @example
 * import { serveExplorer } from "@imagenet-v2/explorer";
 * import { load } from "@imagenet-v2/loader";
 *
 * const dataset = await load("imagenet_v2/matched-frequency", { split: "test" });
 * const { url, close } = await serveExplorer({ dataset });
 *
 * @module
 */
export { parseBoxes } from "./boxes.ts";
export type { Box } from "./documents.ts";
export type { ExploredDataset, ExploredOptions } from "./explored.ts";
export { createExplorer, type Explorer, type ExplorerOptions } from "./explorer.ts";
export { type ExportOptions, type ExportProgress, exportExplorer } from "./export/export.ts";
export { type ServedExplorer, type ServeOptions, serveExplorer } from "./serve.ts";
export type { RequestHandler } from "./server/handler.ts";
