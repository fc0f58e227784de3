/**
 * What the packages of this family need of each other. Not promised: it may change with any version.
 *
 * @module
 */
export { allocate, nextTurn } from "#platform";
export { checkedText, valueOfChecked } from "./checked-text.ts";
export {
  type ContentRange,
  parseContentRange,
  parseUnsatisfiedRange,
} from "./http/content-range.ts";
export { strongEtag } from "./http/etag.ts";
export { shownUrl } from "./http/url.ts";
export { noFiles, refusesFiles, refusesFilesNow } from "./no-files.ts";
export { onAbort, orAbort, sleep } from "./on-abort.ts";
export { inTurn, isFree, type TurnOptions } from "./opfs/in-turn.ts";
export { takingTurns } from "./taking-turns.ts";
export { tooLarge } from "./too-large.ts";
