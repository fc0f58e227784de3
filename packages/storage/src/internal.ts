/**
 * What the packages of this family need of each other. Not promised: it may change with any version.
 *
 * @module
 */
export { allocate } from "#platform";
export {
  type ContentRange,
  parseContentRange,
  parseUnsatisfiedRange,
} from "./http/content-range.ts";
export { strongEtag } from "./http/etag.ts";
export { shownUrl } from "./http/url.ts";
export { noFiles, refusesFiles, refusesFilesNow } from "./no-files.ts";
export { onAbort, orAbort, sleep } from "./on-abort.ts";
export { takingTurns } from "./taking-turns.ts";
export { tooLarge } from "./too-large.ts";
