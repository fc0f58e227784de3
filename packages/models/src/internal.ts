/**
 * What the packages of this family need of each other. Not promised: it may change with any version.
 *
 * @module
 */
export { areFiles } from "./file-folder.ts";
export { folderInside } from "./model-folder.ts";
