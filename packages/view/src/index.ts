/**
 * Examples to look at: contact sheets, TFDS's figure and table, pictures in a terminal; thumbnails,
 * PNG and JPEG files.
 *
 * @example
 * import { writeFile } from "node:fs/promises";
 * import { load } from "@imagenet-v2/loader";
 * import { contactSheet } from "@imagenet-v2/view";
 *
 * const dataset = await load("imagenet_v2", { split: "test" });
 * const sheet = await contactSheet(dataset, { rows: 4, columns: 5 });
 * await writeFile("sheet.png", await sheet.png());
 *
 * @module
 */
export { type CataloguePage, type CataloguePageOptions, cataloguePage } from "./catalogue/page.ts";
export { asDataframe, type Dataframe } from "./dataframe.ts";
export { type EncodeJpegOptions, encodeJpeg, encodePng } from "./encode.ts";
export type { ExampleSource, ShownExample } from "./picture.ts";
export type { EngineVersions } from "./platform/node/engine-versions.ts";
export { contactSheet, type Sheet, type SheetOptions } from "./sheet.ts";
export { type ShowExamplesOptions, showExamples } from "./show-examples.ts";
export { type TerminalSheetOptions, terminalSheet } from "./terminal.ts";
export { type ThumbnailOptions, thumbnail } from "./thumbnail.ts";
