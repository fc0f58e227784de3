/**
 * What the packages of this family need of each other. Not for others: it may change with any version.
 *
 * @module
 */
export { isShortOfRoom } from "./errors.ts";
export { escapeMarkup, escapeTerminal } from "./escape.ts";
export { featuresOf, provenances } from "./info/dataset-info.ts";
export type { Exact } from "./options.ts";
export { checkPixels } from "./pixels.ts";
export { abortSignal, isBytes, isError, kindOf, messageOf } from "./realm.ts";
export { resolveVariant } from "./resolve-name.ts";
export { areSampleNames } from "./sample-names.ts";
export { callbackOption, workersOption } from "./shared-options.ts";
export { classIn } from "./spec/class-in.ts";
export { describeSpec, labelsOf } from "./spec/dataset-spec.ts";
export { validationArchive } from "./spec/imagenet2012.ts";
export { requireImageNetClasses } from "./spec/require-imagenet.ts";
export { sameClasses } from "./spec/same-classes.ts";
