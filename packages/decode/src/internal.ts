/**
 * What the packages of this family need of each other. Not promised: it may change with any version.
 *
 * @module
 */
/** Of the compiled kernel: changes with its sources. */
export { version as kernelVersion } from "./generated/kernel.ts";
export { sharedKernel } from "./kernel/shared-kernel.ts";
export { fixedSize, parsePreprocessing } from "./preprocessing.ts";
export { interpolations } from "./resample/filters.ts";
export { isJpeg } from "./sniff.ts";
