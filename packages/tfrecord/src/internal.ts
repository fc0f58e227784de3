/**
 * What the packages of this family need of each other. Not for others: it may change with any version.
 *
 * @module
 */
export { FileWindow } from "#platform";
export { type ByteSource, fields as protobufFields } from "./wire.ts";
