/**
 * What the packages of this family need of each other. Not promised: it may change with any version.
 *
 * @module
 */
export { bytesToHex, digest, hexToBytes, sha256, utf8ToBytes } from "./digest.ts";
export { isShortOfRoom } from "./errors.ts";
export { escapeMarkup, escapeTerminal } from "./escape.ts";
export { FEW, few } from "./few.ts";
export { catalogue } from "./info/catalogue.ts";
export { featuresOf, imageNetV2Features, provenances } from "./info/dataset-info.ts";
export { formatSize } from "./info/size.ts";
export type { Exact } from "./options.ts";
export { didYouMean, parseOptions, suggestion } from "./options.ts";
export { checkPixels } from "./pixels.ts";
export { fromPosted, type PostedError, toPosted } from "./posted-error.ts";
export { shown } from "./quote.ts";
export { isBlob, isBytes, isError, kindOf, messageOf } from "./realm.ts";
export { resolveVariant } from "./resolve-name.ts";
export { roundHalfEven } from "./round.ts";
export { areSampleNames } from "./sample-names.ts";
export { abortSignal, callbackOption, workersOption } from "./shared-options.ts";
export { classIn } from "./spec/class-in.ts";
export { describeSpec, labelsOf } from "./spec/dataset-spec.ts";
export { validationArchive } from "./spec/imagenet2012.ts";
export { isImageNet, requireImageNetClasses } from "./spec/require-imagenet.ts";
export { sameClasses } from "./spec/same-classes.ts";
export { isSubSplit } from "./split/read-instruction.ts";
export { mapSplits } from "./split/structure.ts";
export { huggingFace } from "./variants.ts";
export { canonicalVersion, pickVersion, requireGeneratable } from "./version.ts";
