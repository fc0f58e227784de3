/**
 * What the packages of this family need of each other. Not promised: it may change with any version.
 *
 * @module
 */
export { FileWindow } from "#platform";
export { recordOverhead } from "./framing.ts";
export { formatDefaultConfig, parseDefaultConfig } from "./metadata/builder-config.ts";
export { formatDatasetInfo, parseDatasetInfo } from "./metadata/dataset-info.ts";
export { formatFeatures, parseFeatures } from "./metadata/features.ts";
export { formatLabels, parseLabels } from "./metadata/labels.ts";
export { shardNames } from "./metadata/shard-names.ts";
export { defaultTemplate } from "./shard-name.ts";
export { type ByteSource, fields as protobufFields } from "./wire.ts";
