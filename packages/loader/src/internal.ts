/**
 * What the packages of this family need of each other. Not for others: it may change with any version.
 *
 * @module
 */
export { writeShape } from "./example-writer.ts";
export { readAhead } from "./pipeline/read-ahead.ts";
