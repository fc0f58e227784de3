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
export { findModel } from "./node/find-model.ts";
export { labelsOf } from "./node/labels-of.ts";
export { preprocessingOf } from "./node/preprocessing-of.ts";
export { readPreprocessing } from "./node/read-preprocessing.ts";
