/**
 * A model's own folder: which file is the model, and what it wants done to an image. For Node.
 *
 * @example
 * import { findModel, preprocessingOf } from "@imagenet-v2/models/node";
 *
 * const known = await preprocessingOf("vit-base-patch16-224");
 * known?.source; //=> "config: preprocessor_config.json"
 *
 * @module
 */
export { findModel } from "./node/find-model.ts";
export { preprocessingOf } from "./node/preprocessing-of.ts";
export { readPreprocessing } from "./node/read-preprocessing.ts";
