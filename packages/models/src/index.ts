/**
 * What a model wants done to an image, read from the files that it comes with. Runs in a page.
 *
 * @example
 * import { fromTimm } from "@imagenet-v2/models";
 *
 * fromTimm({ input_size: [3, 224, 224], crop_pct: 0.9 }).preprocessing.resize; //=> 248
 *
 * @module
 */
export { checkClassifier, classCounts } from "./classifier.ts";
export { type FileFolder, fileFolder, type GivenFiles } from "./file-folder.ts";
export { findModelIn } from "./find-model.ts";
export { fromConfig } from "./from-config.ts";
export { fromOptions } from "./from-options.ts";
export { fromHuggingFace, type HuggingFaceOptions } from "./hugging-face/from-hugging-face.ts";
export type { KnownPreprocessing } from "./known-preprocessing.ts";
export { modelLabels } from "./labels.ts";
export { labelsIn } from "./labels-in.ts";
export type { ModelFolder } from "./model-folder.ts";
export { fromOpenClip, type OpenClipOptions } from "./open-clip.ts";
export { preprocessingIn } from "./preprocessing-in.ts";
export { fromPreset, type PreprocessingName } from "./presets/from-preset.ts";
export { fromTimm, type TimmOptions } from "./timm.ts";
export { type WeightType, weightTypes } from "./weight-type.ts";
