/**
 * Where bytes lie, on every platform. What only Node has is in `@imagenet-v2/storage/node`.
 *
 * @module
 */
export { onAbort, orAbort, sleep } from "./on-abort.ts";
