/**
 * A model's own folder: which file is the model, what it wants done to an image, and what its outputs stand for. For Node.
 *
 * @example
 * import { findModel, preprocessingOf } from "@imagenet-v2/models/node";
 *
 * const known = await preprocessingOf("vit-base-patch16-224");
 * known?.source; //=> "config: preprocessor_config.json"
 *
 * @module
 */
export { diskFolder } from "./node/disk-folder.ts";
export { findModel, labelsOf, preprocessingOf } from "./node/of-folder.ts";
export { readPreprocessing } from "./node/read-preprocessing.ts";
